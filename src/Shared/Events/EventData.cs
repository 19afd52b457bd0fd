namespace Payments.Shared;

/// <summary>An event as others see it: never a payer's credential or identity (law 10), and small whatever the order went through.</summary>
internal sealed record EventData
{
    public required string OrderNo { get; init; }

    /// <summary>The event's place among the order's events, from 1.</summary>
    public required int Sequence { get; init; }

    public required EventOrder Order { get; init; }

    public EventRefund? Refund { get; init; }

    public EventExtraPayment? ExtraPayment { get; init; }

    public static EventData Of(PaymentEvent paymentEvent) => new()
    {
        OrderNo = paymentEvent.OrderNo.Value,
        Sequence = paymentEvent.Sequence,
        Order = EventOrder.Of(paymentEvent.Order),
        Refund = paymentEvent is RefundEvent refund ? EventRefund.Of(refund.Refund) : null,
        ExtraPayment = paymentEvent is ExtraPaymentReceived extra ? new(extra.AttemptNo, extra.Amount, extra.ChannelTransactionId) : null,
    };
}

internal sealed record EventOrder
{
    public required string OrderNo { get; init; }

    public required string MerchantId { get; init; }

    public required string MerchantOrderNo { get; init; }

    public required OrderStatus Status { get; init; }

    public required Money Amount { get; init; }

    public required string Method { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public string? ChannelAccount { get; init; }

    public string? ChannelTransactionId { get; init; }

    public Money? Refundable { get; init; }

    public string? ErrorCode { get; init; }

    public static EventOrder Of(PaymentOrder order) => new()
    {
        OrderNo = order.OrderNo.Value,
        MerchantId = order.MerchantId,
        MerchantOrderNo = order.MerchantOrderNo,
        Status = order.Status,
        Amount = order.Amount,
        Method = order.Method.Value,
        Subject = order.Subject,
        CreatedAt = order.CreatedAt,
        ExpiresAt = order.ExpiresAt,
        PaidAt = order.PaidAt,
        ChannelAccount = order.PaidAttemptNo is { } paid ? order.FindAttempt(paid)?.ChannelAccount : null,
        ChannelTransactionId = order.ChannelTransactionId,
        Refundable = order.PaidAttemptNo is { } paidAttempt ? order.Refundable(paidAttempt) : null,
        ErrorCode = order.Error?.Code,
    };
}

internal sealed record EventRefund
{
    public required string RefundNo { get; init; }

    public required string MerchantRefundNo { get; init; }

    public required string AttemptNo { get; init; }

    public required Money Amount { get; init; }

    public required RefundCause Cause { get; init; }

    public required RefundStatus Status { get; init; }

    public string? ChannelRefundId { get; init; }

    public DateTimeOffset? SucceededAt { get; init; }

    public string? ErrorCode { get; init; }

    public static EventRefund Of(Refund refund) => new()
    {
        RefundNo = refund.RefundNo,
        MerchantRefundNo = refund.MerchantRefundNo,
        AttemptNo = refund.AttemptNo,
        Amount = refund.Amount,
        Cause = refund.Cause,
        Status = refund.Status,
        ChannelRefundId = refund.ChannelRefundId,
        SucceededAt = refund.SucceededAt,
        ErrorCode = refund.Error?.Code,
    };
}

internal sealed record EventExtraPayment(string AttemptNo, Money Amount, string ChannelTransactionId);
