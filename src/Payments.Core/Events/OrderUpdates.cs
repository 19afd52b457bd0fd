using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Payments.Storage;

namespace Payments.Core.Events;

internal sealed class OrderUpdates(IPaymentStore store, CommitSignal signal, IOptions<PaymentsOptions> options, TimeProvider time) : IOrderUpdates
{
    private const int PageSize = 100;

    public async IAsyncEnumerable<PaymentEvent> WatchAsync(OrderNo orderNo, int afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var listener = signal.Listen(orderNo);
            var events = await store.ReadEventsAsync(orderNo, afterSequence, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var paymentEvent in events)
            {
                yield return paymentEvent;
                afterSequence = paymentEvent.Sequence;
            }

            if (events.Count > 0)
            {
                continue;
            }

            var order = await store.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false);
            if (order is null || (order.IsFinal && order.LastEventSequence <= afterSequence))
            {
                yield break;
            }

            await listener.WaitAsync(options.Value.Events.PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
