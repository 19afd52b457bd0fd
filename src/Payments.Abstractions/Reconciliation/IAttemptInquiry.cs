namespace Payments.Reconciliation;

/// <summary>
/// Asks the channel how one attempt stands, whatever our record says of it, and applies the answer like a callback: proof first, once, and what is
/// beyond need goes back (laws 1 and 2). The engine implements it.
/// </summary>
public interface IAttemptInquiry
{
    /// <summary>Asks about an attempt.</summary>
    /// <param name="attemptNo">The number the channel saw.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Accepted with the order as the answer left it; unknown where the channel did not answer; rejected where there is no such attempt.</returns>
    Task<OrderOutcome> AskAsync(string attemptNo, CancellationToken cancellationToken);
}
