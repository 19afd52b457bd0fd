using System.Text.Json.Serialization;

namespace Payments;

/// <summary>What a merchant wants to be paid, once. An immutable snapshot: every change is a new one with a higher <see cref="Version"/>.</summary>
public sealed record PaymentOrder
{
    /// <summary>Our number.</summary>
    public required OrderNo OrderNo { get; init; }

    /// <summary>Who is to be paid; <see cref="Merchants.Default"/> where the host serves one merchant.</summary>
    public required string MerchantId { get; init; }

    /// <summary>The merchant's own number, unique per merchant.</summary>
    public required string MerchantOrderNo { get; init; }

    /// <summary>The amount to be paid.</summary>
    public required Money Amount { get; init; }

    /// <summary>What the payer sees being paid for.</summary>
    public required string Subject { get; init; }

    /// <summary>How the payer chose to pay.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>Where the order stands.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last moment to pay.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the channel took the money, by the channel's clock.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>The attempt that paid it.</summary>
    public string? PaidAttemptNo { get; init; }

    /// <summary>The channel's number of the payment.</summary>
    public string? ChannelTransactionId { get; init; }

    /// <summary>Where the payer's browser returns to after a page payment.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>Why it failed, when it did.</summary>
    public PaymentError? Error { get; init; }

    /// <summary>Starts at 1 and rises by one with every change; the store refuses a change based on an older one.</summary>
    public required long Version { get; init; }

    /// <summary>The sequence number of the order's newest event; 0 when it has none.</summary>
    public required int LastEventSequence { get; init; }

    /// <summary>The tries, oldest first.</summary>
    public required IReadOnlyList<PaymentAttempt> Attempts { get; init; }

    /// <summary>Who may be charged: at most one attempt at a time.</summary>
    public ChargeRight ChargeRight { get; init; }

    /// <summary>Money on its way back and money that went back, oldest first.</summary>
    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    /// <summary>What came in beyond need, oldest first.</summary>
    [JsonIgnore]
    public IEnumerable<ExtraPayment> ExtraPayments => Attempts
        .Where(attempt => attempt.Status == AttemptStatus.Succeeded && attempt.AttemptNo != PaidAttemptNo)
        .Select(attempt => new ExtraPayment(attempt.AttemptNo, attempt.ChannelAccount, Amount, attempt.ChannelTransactionId ?? "", ExtraStatus(attempt.AttemptNo)));

    /// <summary>Whether no payment is awaited any more.</summary>
    public bool IsFinal => Status is OrderStatus.Paid or OrderStatus.PartiallyRefunded or OrderStatus.Refunded or OrderStatus.Closed or OrderStatus.Failed;

    /// <summary>The try with this number, or <see langword="null"/>.</summary>
    public PaymentAttempt? FindAttempt(string attemptNo) =>
        Attempts.FirstOrDefault(attempt => string.Equals(attempt.AttemptNo, attemptNo, StringComparison.Ordinal));

    /// <summary>The refund with this number of ours, or <see langword="null"/>.</summary>
    public Refund? FindRefund(string refundNo) =>
        Refunds.FirstOrDefault(refund => string.Equals(refund.RefundNo, refundNo, StringComparison.Ordinal));

    /// <summary>What can still be refunded of an attempt's money: what came in less all refunds that moved money or may (law 6). Zero for an attempt that was not paid.</summary>
    public Money Refundable(string attemptNo)
    {
        var paid = FindAttempt(attemptNo) is { Status: AttemptStatus.Succeeded } ? Amount : Money.FromMinorUnits(0, Amount.Currency);
        return Refunds.Where(refund => refund.IsReserved && refund.AttemptNo == attemptNo).Aggregate(paid, (left, refund) => left - refund.Amount);
    }

    private ExtraPaymentStatus ExtraStatus(string attemptNo)
    {
        var refunds = Refunds.Where(refund => refund.AttemptNo == attemptNo && refund.IsReserved).ToList();
        return refunds.Count == 0 ? ExtraPaymentStatus.Held
            : refunds.TrueForAll(refund => refund.Status == RefundStatus.Succeeded) && Refundable(attemptNo).MinorUnits == 0 ? ExtraPaymentStatus.Refunded
            : ExtraPaymentStatus.Refunding;
    }
}

/// <summary>One try at one channel account.</summary>
public sealed record PaymentAttempt
{
    /// <summary>What the channel sees as <c>out_trade_no</c>: <see cref="OrderNo.ToAttemptNo"/>.</summary>
    public required string AttemptNo { get; init; }

    /// <summary>The channel account asked.</summary>
    public required string ChannelAccount { get; init; }

    /// <summary>The method asked for.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>Where the try stands.</summary>
    public required AttemptStatus Status { get; init; }

    /// <summary>Why this account was chosen, in words for an operator.</summary>
    public required string RouteReason { get; init; }

    /// <summary>How this account was chosen, to explain and to choose again. Kept by the store; not part of the JSON form, which events carry.</summary>
    [JsonIgnore]
    public RouteRecord? Route { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What the payer does next, once the channel accepted.</summary>
    public NextAction? NextAction { get; init; }

    /// <summary>The channel's number of the payment, once known.</summary>
    public string? ChannelTransactionId { get; init; }

    /// <summary>Why it failed or is unknown.</summary>
    public PaymentError? Error { get; init; }
}

/// <summary>Merchants the packages know by name.</summary>
public static class Merchants
{
    /// <summary>The owner of every order where the host serves one merchant: <c>default</c>.</summary>
    public const string Default = "default";
}
