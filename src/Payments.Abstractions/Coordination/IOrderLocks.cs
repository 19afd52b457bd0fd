namespace Payments.Coordination;

/// <summary>
/// Lets nodes take turns at one order, so that they do not do the same work at once. For speed only (law 9): a lock may be lost, held twice or given
/// by a server that lies; whoever holds one still commits against the row version.
/// </summary>
public interface IOrderLocks
{
    /// <summary>Takes the lock of an order, waiting while somebody else holds it.</summary>
    /// <param name="orderNo">The order.</param>
    /// <param name="lease">How long the lock lasts without renewal: 100 milliseconds to 10 minutes. It is renewed at a third of that while it is held.</param>
    /// <param name="patience">How long to wait for it: zero to 1 minute.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The lock, to be disposed; <see langword="null"/> when somebody else held it all the time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of range.</exception>
    ValueTask<IOrderLock?> TryAcquireAsync(OrderNo orderNo, TimeSpan lease, TimeSpan patience, CancellationToken cancellationToken = default);
}

/// <summary>A lock that is held. Disposing gives it back; it never throws.</summary>
public interface IOrderLock : IAsyncDisposable
{
    /// <summary>The order.</summary>
    OrderNo OrderNo { get; }

    /// <summary>
    /// Greater than that of every earlier holder of this order's lock, also after the server lost its memory: in microseconds since the Unix epoch, or
    /// one more than the last. Whoever writes somewhere without row versions sends it along, and the receiver refuses smaller ones.
    /// </summary>
    long FencingToken { get; }

    /// <summary>Whether the lock is shared with other nodes; otherwise it counts in this process only.</summary>
    bool IsShared { get; }

    /// <summary>Whether the lease still runs by this process's own clock. Right at once after the process was frozen, before <see cref="Lost"/> fires.</summary>
    bool IsHeld { get; }

    /// <summary>Fires when the lock is lost: somebody else has it, or the lease ran out without renewal.</summary>
    CancellationToken Lost { get; }
}
