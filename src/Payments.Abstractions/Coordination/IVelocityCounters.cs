namespace Payments.Coordination;

/// <summary>
/// Counts what happened in the last while, over all nodes: orders of a payer in an hour, minor units of a card in a day. What risk rules ask. It may
/// forget, and while the shared memory is away each node counts what it sees itself.
/// </summary>
public interface IVelocityCounters
{
    /// <summary>Adds to a counter and says what came together.</summary>
    /// <param name="key">The counter: 1 to 200 characters. Hash what names a payer.</param>
    /// <param name="amount">0, which only looks, to 1,000,000,000,000.</param>
    /// <param name="window">The last while: 1 second to 31 days, in steps of a sixtieth. One counter is always asked with one window.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sum of the window, this amount included. Exact up to 9,007,199,254,740,992.</returns>
    ValueTask<long> AddAsync(string key, long amount, TimeSpan window, CancellationToken cancellationToken = default);
}
