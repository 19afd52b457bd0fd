using Microsoft.Extensions.Logging;
using Payments.Coordination;
using Payments.Core.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// Lets callers of all nodes take turns where doing the same thing twice would cost calls to a channel: whoever waited reads the order again and most
/// often finds the work done. Only for speed: without a turn, the work is done all the same, and the row version decides (law 9).
/// </summary>
internal sealed class OrderTurns(IOrderLocks locks, IPaymentStore store, TimeProvider time, ILogger<OrderTurns> logger)
{
    // Longer than most calls to a channel, shorter than a caller's own patience.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    // A wait that nobody notices: the order is as fresh as it was.
    private static readonly TimeSpan NoWait = TimeSpan.FromMilliseconds(1);

    /// <summary>Does something in a turn of its own.</summary>
    /// <param name="order">The order as the caller read it.</param>
    /// <param name="work">Gets the order as it stands when the turn comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<OrderOutcome> RunAsync(PaymentOrder order, Func<PaymentOrder, Task<OrderOutcome>> work, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var turn = await TryAcquireAsync(order.OrderNo, cancellationToken).ConfigureAwait(false);
        try
        {
            if (turn is null || time.GetElapsedTime(began) > NoWait)
            {
                order = await store.FindOrderAsync(order.OrderNo, cancellationToken).ConfigureAwait(false) ?? order;
            }

            return await work(order).ConfigureAwait(false);
        }
        finally
        {
            if (turn is not null)
            {
                await turn.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<IOrderLock?> TryAcquireAsync(OrderNo orderNo, CancellationToken cancellationToken)
    {
        try
        {
            return await locks.TryAcquireAsync(orderNo, Lease, Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.LockFault(logger, orderNo, exception);
            return null;
        }
    }
}
