using Payments.AspNetCore.Refunds;

namespace Payments.AspNetCore.Orders;

/// <summary>A payment order as the HTTP API shows it. It only ever gains members.</summary>
internal sealed record OrderView
{
    private static readonly NextAction Nothing = new NextAction.None();

    public required string OrderNo { get; init; }

    public required string MerchantOrderNo { get; init; }

    public required OrderStatus Status { get; init; }

    public required Money Amount { get; init; }

    public required string Method { get; init; }

    public required string Subject { get; init; }

    /// <summary>What the payer does next to be charged; <c>None</c> when the order has ended, absent while no attempt may be charged yet.</summary>
    public NextAction? NextAction { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public string? ChannelTransactionId { get; init; }

    public required IReadOnlyList<AttemptView> Attempts { get; init; }

    /// <summary>What can still be refunded of the payment; absent until there is one.</summary>
    public Money? Refundable { get; init; }

    public required IReadOnlyList<RefundView> Refunds { get; init; }

    public required IReadOnlyList<ExtraPaymentView> ExtraPayments { get; init; }

    public ErrorView? Error { get; init; }

    /// <summary>Shows an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="trouble">What is known of the trouble when the outcome is unknown.</param>
    public static OrderView Of(PaymentOrder order, PaymentError? trouble = null) => new()
    {
        OrderNo = order.OrderNo.Value,
        MerchantOrderNo = order.MerchantOrderNo,
        Status = order.Status,
        Amount = order.Amount,
        Method = order.Method.Value,
        Subject = order.Subject,
        NextAction = order.IsFinal ? Nothing : order.Attempts.Select(attempt => NextActionOf(attempt, order)).FirstOrDefault(static action => action is not null),
        CreatedAt = order.CreatedAt,
        ExpiresAt = order.ExpiresAt,
        PaidAt = order.PaidAt,
        ChannelTransactionId = order.ChannelTransactionId,
        Attempts = [.. order.Attempts.Select(attempt => AttemptView.Of(attempt, NextActionOf(attempt, order)))],
        Refundable = order.PaidAttemptNo is { } paid ? order.Refundable(paid) : null,
        Refunds = [.. order.Refunds.Select(RefundView.Of)],
        ExtraPayments = [.. order.ExtraPayments.Select(ExtraPaymentView.Of)],
        Error = ErrorView.Of(trouble ?? order.Error),
    };

    // Law 3: a credential is shown only while its attempt holds the right to be charged; one of an attempt that lost it could charge a second time.
    private static NextAction? NextActionOf(PaymentAttempt attempt, PaymentOrder order) =>
        !order.IsFinal && attempt.Status == AttemptStatus.AwaitingPayer && string.Equals(attempt.AttemptNo, order.ChargeRight.AttemptNo, StringComparison.Ordinal)
            ? attempt.NextAction
            : null;
}

/// <summary>One try at one channel account as the HTTP API shows it.</summary>
internal sealed record AttemptView
{
    public required string AttemptNo { get; init; }

    public required string ChannelAccount { get; init; }

    public required string Method { get; init; }

    public required AttemptStatus Status { get; init; }

    public string? RouteReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? ChannelTransactionId { get; init; }

    /// <summary>What the payer does next; only the attempt that may be charged has one.</summary>
    public NextAction? NextAction { get; init; }

    public ErrorView? Error { get; init; }

    public static AttemptView Of(PaymentAttempt attempt, NextAction? nextAction) => new()
    {
        AttemptNo = attempt.AttemptNo,
        ChannelAccount = attempt.ChannelAccount,
        Method = attempt.Method.Value,
        Status = attempt.Status,
        RouteReason = attempt.RouteReason,
        CreatedAt = attempt.CreatedAt,
        ChannelTransactionId = attempt.ChannelTransactionId,
        NextAction = nextAction,
        Error = ErrorView.Of(attempt.Error),
    };
}

/// <summary>Money beyond need, as the HTTP API shows it.</summary>
internal sealed record ExtraPaymentView(string AttemptNo, string ChannelAccount, Money Amount, ExtraPaymentStatus Status)
{
    public static ExtraPaymentView Of(ExtraPayment extra) => new(extra.AttemptNo, extra.ChannelAccount, extra.Amount, extra.Status);
}

/// <summary>Why something failed or is unknown, inside an order.</summary>
internal sealed record ErrorView(string Code, string Message, string Remedy, string? ChannelCode)
{
    public static ErrorView? Of(PaymentError? error) => error is null ? null : new(error.Code, error.Message, error.Remedy, error.ChannelCode);
}
