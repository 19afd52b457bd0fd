namespace Payments;

/// <summary>A wish to give money back. Limits are checked before anything is written; a breach is an <see cref="InvalidPaymentRequestException"/>.</summary>
public sealed record CreateRefundRequest
{
    /// <summary>The order's merchant. Default: <see cref="Merchants.Default"/>.</summary>
    public string MerchantId { get; init; } = Merchants.Default;

    /// <summary>The order.</summary>
    public required OrderNo OrderNo { get; init; }

    /// <summary>The caller's number, unique within the order: 1 to 64 visible ASCII characters. Repeating the request under it has the effect of one.</summary>
    public required string MerchantRefundNo { get; init; }

    /// <summary>How much goes back: greater than zero, in the order's currency, at most what was paid less what is refunded or being refunded.</summary>
    public required Money Amount { get; init; }

    /// <summary>Why, in words the payer may see: at most 80 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>The attempt whose money goes back. Default: the one that paid the order; another names an extra payment.</summary>
    public string? AttemptNo { get; init; }
}
