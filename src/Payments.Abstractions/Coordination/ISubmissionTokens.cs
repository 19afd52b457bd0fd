namespace Payments.Coordination;

/// <summary>
/// Tokens handed out before an order exists, one at a time for each payer and product, and used up by creating the order: a form that is sent twice,
/// or from two windows, makes one order. An addition to idempotency keys, never instead of them: the store decides (laws 5 and 9).
/// </summary>
public interface ISubmissionTokens
{
    /// <summary>Whether orders are only created with a token: <c>Payments:SubmissionTokens:Required</c>.</summary>
    bool IsRequired { get; }

    /// <summary>Gives the payer's token for a product: the one that is out already while it is fresh and unused, or a new one.</summary>
    /// <param name="subject">Whose it is, and for what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<SubmissionToken> IssueAsync(SubmissionSubject subject, CancellationToken cancellationToken = default);

    /// <summary>Uses a token up. The same owner may do so again, and hears <see cref="SubmissionVerdict.Accepted"/> again.</summary>
    /// <param name="token">The token's text, as it came.</param>
    /// <param name="merchantId">The merchant it was issued to.</param>
    /// <param name="owner">Who uses it, 1 to 255 characters: the idempotency key of the create.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<SubmissionVerdict> ConsumeAsync(string token, string merchantId, string owner, CancellationToken cancellationToken = default);
}

/// <summary>Whose token it is, and for what.</summary>
/// <param name="MerchantId">The merchant.</param>
/// <param name="UserId">The payer as the merchant knows him, 1 to 128 characters. Kept and sent only as a keyed hash.</param>
/// <param name="ProductId">What he buys, 1 to 128 characters.</param>
public sealed record SubmissionSubject(string MerchantId, string UserId, string ProductId)
{
    /// <summary>Shows no payer.</summary>
    public override string ToString() => $"{MerchantId} *** {ProductId}";
}

/// <summary>A token that was handed out.</summary>
/// <param name="Token">Its text: 43 to 128 characters of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="ExpiresAt">When it can no longer be used.</param>
public sealed record SubmissionToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>What becomes of a token.</summary>
public enum SubmissionVerdict
{
    /// <summary>It is good, and used up now; or this owner used it before.</summary>
    Accepted,

    /// <summary>Somebody else used it, or a newer one took its place.</summary>
    Spent,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is none of ours, or of another merchant.</summary>
    Invalid,
}
