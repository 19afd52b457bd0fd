namespace Payments.Channels;

/// <summary>A refund a channel is asked for.</summary>
public sealed record ChannelRefundOrder
{
    /// <summary>Our number of the refund: 1 to 64 characters of 0-9, A-Z and a-z. The channel's <c>out_refund_no</c> or <c>out_request_no</c>.</summary>
    public required string RefundNo { get; init; }

    /// <summary>The paid attempt.</summary>
    public required string AttemptNo { get; init; }

    /// <summary>The channel's number of the payment, where known.</summary>
    public string? ChannelTransactionId { get; init; }

    /// <summary>How much goes back: greater than zero, at most <see cref="Total"/> less earlier refunds.</summary>
    public required Money Amount { get; init; }

    /// <summary>What was paid.</summary>
    public required Money Total { get; init; }

    /// <summary>Why, in words the payer may see: at most 80 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the channel sends its callbacks for this account.</summary>
    public required string NotifyUrl { get; init; }
}

/// <summary>Names a refund at a channel.</summary>
/// <param name="RefundNo">Our number of the refund.</param>
/// <param name="AttemptNo">The paid attempt.</param>
/// <param name="Currency">The payment's currency, for channels whose answer does not say it.</param>
public sealed record ChannelRefundReference(string RefundNo, string AttemptNo, Currency Currency);

/// <summary>How a refund stands at a channel.</summary>
public sealed record ChannelRefund
{
    /// <summary>Our number, as the channel said it.</summary>
    public required string RefundNo { get; init; }

    /// <summary>The paid attempt, as the channel said it.</summary>
    public required string AttemptNo { get; init; }

    /// <summary>How it stands.</summary>
    public required ChannelRefundStatus Status { get; init; }

    /// <summary>The channel's number of the refund, where it has one.</summary>
    public string? ChannelRefundId { get; init; }

    /// <summary>The channel's number of the payment.</summary>
    public string? ChannelTransactionId { get; init; }

    /// <summary>How much this refund gives back, where the channel says.</summary>
    public Money? Amount { get; init; }

    /// <summary>How much all refunds of the payment so far give back, for channels that say only this (Alipay <c>refund_fee</c>).</summary>
    public Money? CumulativeAmount { get; init; }

    /// <summary>When the money went back.</summary>
    public DateTimeOffset? SucceededAt { get; init; }

    /// <summary>The channel's own word for the state.</summary>
    public required string ChannelStatus { get; init; }
}

/// <summary>The states of a refund at a channel, normalised.</summary>
public enum ChannelRefundStatus
{
    /// <summary>The channel does not know the number (yet).</summary>
    NotFound,

    /// <summary>Accepted and on its way.</summary>
    Processing,

    /// <summary>The money went back.</summary>
    Succeeded,

    /// <summary>Ended without money moving; a new number may be used.</summary>
    Closed,

    /// <summary>Stuck at the payer's bank: somebody must act at the channel.</summary>
    Abnormal,
}
