namespace Payments.Channels;

/// <summary>How a payment stands at a channel, from a verified callback or the channel's own verified answer.</summary>
public sealed record ChannelPayment
{
    /// <summary>The attempt's number as the channel said it (<c>out_trade_no</c>).</summary>
    public required string AttemptNo { get; init; }

    /// <summary>How it stands.</summary>
    public required ChannelPaymentStatus Status { get; init; }

    /// <summary>The order's amount as the channel said it (WeChat <c>amount.total</c>, Alipay <c>total_amount</c>); always set when paid.</summary>
    public Money? Amount { get; init; }

    /// <summary>The channel's number; always set when paid.</summary>
    public string? ChannelTransactionId { get; init; }

    /// <summary>When the channel took the money.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>Who paid, where the channel says.</summary>
    public PayerId? Payer { get; init; }

    /// <summary>The channel's own word for the state, as <c>SUCCESS</c> or <c>TRADE_CLOSED</c>.</summary>
    public required string ChannelStatus { get; init; }
}

/// <summary>The states of a payment at a channel, normalised.</summary>
public enum ChannelPaymentStatus
{
    /// <summary>The channel does not know the number (yet).</summary>
    NotFound,

    /// <summary>Known and unpaid; the payer may be paying.</summary>
    AwaitingPayer,

    /// <summary>The money was taken. Also the state after a refund: what was paid stays paid.</summary>
    Succeeded,

    /// <summary>Closed or reversed: it can no longer be paid, and what a bar code that was reversed had paid went back to its payer.</summary>
    Closed,

    /// <summary>The channel gave up on it: it can no longer be paid.</summary>
    Failed,
}
