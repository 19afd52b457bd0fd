namespace Payments;

/// <summary>Live updates of one order, from the events the store has: nothing is missed, whichever node committed it.</summary>
public interface IOrderUpdates
{
    /// <summary>
    /// Gives the order's events after a sequence number, the stored ones at once and later ones as they are committed, and ends when the order has
    /// ended (<see cref="PaymentOrder.IsFinal"/>) and all its events were given.
    /// </summary>
    /// <param name="orderNo">The order.</param>
    /// <param name="afterSequence">The last event the listener has; 0 for none.</param>
    /// <param name="cancellationToken">The listener left.</param>
    IAsyncEnumerable<PaymentEvent> WatchAsync(OrderNo orderNo, int afterSequence, CancellationToken cancellationToken);
}
