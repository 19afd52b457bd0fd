namespace Payments;

/// <summary>A wish for a payment order. Limits are checked before anything is written; a breach is an <see cref="InvalidPaymentRequestException"/>.</summary>
public sealed record CreateOrderRequest
{
    /// <summary>Who is to be paid. Default: <see cref="Merchants.Default"/>. 1 to 64 characters.</summary>
    public string MerchantId { get; init; } = Merchants.Default;

    /// <summary>The caller's own number, unique per merchant: 1 to 64 visible ASCII characters.</summary>
    public required string MerchantOrderNo { get; init; }

    /// <summary>The amount, greater than zero.</summary>
    public required Money Amount { get; init; }

    /// <summary>How the payer pays.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>What the payer sees being paid for: 1 to 127 characters of the Basic Multilingual Plane (no emoji), no control characters.</summary>
    public required string Subject { get; init; }

    /// <summary>Which channel account takes it. Default: the router chooses.</summary>
    public string? ChannelAccount { get; init; }

    /// <summary>What is known of the payer; some methods require parts of it.</summary>
    public Payer? Payer { get; init; }

    /// <summary>How long the payer may take. Default: <c>Payments:DefaultExpiry</c> (30 minutes). 1 minute to 7 days.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Where the payer's browser returns to after a page payment: an absolute http or https address, at most 256 characters.</summary>
    public string? ReturnUrl { get; init; }
}
