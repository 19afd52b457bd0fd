using Microsoft.Extensions.Options;
using Payments.Storage;

namespace Payments.Core.Events;

/// <summary>Claims events that are due, delivers them, and writes down what came of it.</summary>
internal sealed class OutboxRound(IPaymentStore store, EventDelivery delivery, IOptions<PaymentsOptions> options, TimeProvider time)
{
    private readonly string _owner = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";

    /// <returns>
    /// Whether more may be due at once: as many were claimed as may be, or one that waited for these became due. Of all others, those who write events down tell.
    /// </returns>
    public async Task<bool> RunOnceAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value.Events;
        var now = time.GetUtcNow();

        // Long enough for every event of the batch to use up its handler's time.
        var lease = settings.HandlerTimeout.Times((settings.BatchSize / settings.MaxParallel) + 2);

        // Not cut off by stopping: the store may have claimed by then, and nobody would have the events until the lease is over.
        stoppingToken.ThrowIfCancellationRequested();
        var items = await store.ClaimEventsAsync(new ClaimEvents(_owner, settings.BatchSize, now, now + lease), CancellationToken.None).ConfigureAwait(false);
        if (items.Count == 0)
        {
            return false;
        }

        var settlements = new OutboxSettlement[items.Count];
        var next = -1;
        async Task DeliverAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < items.Count; index = Interlocked.Increment(ref next))
            {
                settlements[index] = await DeliverOrReturnAsync(items[index], stoppingToken).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(settings.MaxParallel, items.Count)).Select(_ => DeliverAsync())).ConfigureAwait(false);

        // What was delivered is written down even while stopping: it would only be delivered again.
        var isNextDue = await store.SettleEventsAsync(settlements, CancellationToken.None).ConfigureAwait(false);
        return isNextDue || items.Count >= settings.BatchSize;
    }

    /// <summary>A host that stops gives back what it has not delivered, so that another need not wait for the end of the lease.</summary>
    private async Task<OutboxSettlement> DeliverOrReturnAsync(OutboxItem item, CancellationToken stoppingToken)
    {
        try
        {
            stoppingToken.ThrowIfCancellationRequested();
            return await delivery.DeliverAsync(item, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return new OutboxSettlement
            {
                OrderNo = item.Event.OrderNo,
                Sequence = item.Event.Sequence,
                Owner = item.Owner,
                State = OutboxState.Pending,
                Attempts = item.Attempts,
                DeliveredTo = item.DeliveredTo,
                DueAt = time.GetUtcNow(),
                LastError = item.LastError,
            };
        }
    }
}
