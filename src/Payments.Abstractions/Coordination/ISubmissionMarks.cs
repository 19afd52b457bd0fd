namespace Payments.Coordination;

/// <summary>
/// Remembers which submission token of a subject is out, and which ones are used up. It may forget: a forgotten token is accepted once more, and the
/// store decides. The tokens' truth, age and subject are checked before, by signature.
/// </summary>
public interface ISubmissionMarks
{
    /// <summary>Whether other nodes see the same marks.</summary>
    bool IsShared { get; }

    /// <summary>Puts a token out, unless one is out that still has at least half of the lifetime.</summary>
    /// <param name="subject">A short text without spaces and braces.</param>
    /// <param name="token">The token to put out.</param>
    /// <param name="lifetime">How long it stays out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token that is out now.</returns>
    ValueTask<string> OfferAsync(string subject, string token, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Marks a token as used up by an owner.</summary>
    /// <param name="subject">The subject it was put out for.</param>
    /// <param name="token">The token.</param>
    /// <param name="owner">Who uses it: a short text.</param>
    /// <param name="lifetime">How long to remember it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was unused, or used by this owner; and not replaced by a newer one.</returns>
    ValueTask<bool> TrySpendAsync(string subject, string token, string owner, TimeSpan lifetime, CancellationToken cancellationToken = default);
}
