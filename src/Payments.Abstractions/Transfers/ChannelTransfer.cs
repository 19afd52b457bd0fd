namespace Payments.Channels;

/// <summary>How a transfer stands at a channel, from a verified callback or the channel's own verified answer.</summary>
public sealed record ChannelTransfer
{
    /// <summary>Our number, as the channel said it.</summary>
    public required string TransferNo { get; init; }

    /// <summary>How it stands.</summary>
    public required ChannelTransferStatus Status { get; init; }

    /// <summary>The channel's number of the transfer (WeChat <c>transfer_bill_no</c>, Alipay <c>order_id</c>), where it said one.</summary>
    public string? ChannelTransferId { get; init; }

    /// <summary>How much it sends, where the channel says.</summary>
    public Money? Amount { get; init; }

    /// <summary>Who gets it, where the channel says. Prints as <c>***</c>.</summary>
    public PayerId? Payee { get; init; }

    /// <summary>
    /// What the payee does to get the money, while <see cref="ChannelTransferStatus.AwaitingPayee"/>. <see langword="null"/> when the channel does not say
    /// it (again): WeChat Pay gives it in answer to the transfer, and to its repetition under the same number, not to a query.
    /// </summary>
    public NextAction? NextAction { get; init; }

    /// <summary>When the money reached the payee, by the channel's clock.</summary>
    public DateTimeOffset? SucceededAt { get; init; }

    /// <summary>Why it failed or came back.</summary>
    public PaymentError? Error { get; init; }

    /// <summary>The channel's own word for the state, as <c>WAIT_USER_CONFIRM</c> or <c>DEALING</c>.</summary>
    public required string ChannelStatus { get; init; }
}

/// <summary>The states of a transfer at a channel, normalised.</summary>
public enum ChannelTransferStatus
{
    /// <summary>
    /// The channel does not know the number (yet). After an unknown call this is no failure: the call may still be on its way, and a channel may know a
    /// transfer only moments later, or no longer (WeChat Pay: 30 days). Repeat the transfer under the same number, or ask again.
    /// </summary>
    NotFound,

    /// <summary>Accepted; the payee must confirm before any money moves.</summary>
    AwaitingPayee,

    /// <summary>Accepted and on its way: it may still succeed and may still fail.</summary>
    Processing,

    /// <summary>Being cancelled: it may still turn out to have succeeded.</summary>
    Cancelling,

    /// <summary>The payee has the money.</summary>
    Succeeded,

    /// <summary>Ended without money moving; a new number may be used.</summary>
    Failed,

    /// <summary>Cancelled before money moved; a new number may be used.</summary>
    Cancelled,

    /// <summary>The money left and came back to the merchant, as from a payee's bank; a new number may be used.</summary>
    Returned,
}
