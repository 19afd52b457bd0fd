using Payments.AspNetCore.Orders;

namespace Payments.AspNetCore.Refunds;

/// <summary>A refund as the HTTP API shows it. It only ever gains members.</summary>
internal sealed record RefundView
{
    public required string RefundNo { get; init; }

    public required string MerchantRefundNo { get; init; }

    public required string AttemptNo { get; init; }

    public required Money Amount { get; init; }

    public required RefundCause Cause { get; init; }

    public required RefundStatus Status { get; init; }

    public string? Reason { get; init; }

    public string? ChannelRefundId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SucceededAt { get; init; }

    public ErrorView? Error { get; init; }

    public static RefundView Of(Refund refund) => Of(refund, trouble: null);

    /// <summary>Shows a refund.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="trouble">What is known of the trouble when the outcome is unknown.</param>
    public static RefundView Of(Refund refund, PaymentError? trouble) => new()
    {
        RefundNo = refund.RefundNo,
        MerchantRefundNo = refund.MerchantRefundNo,
        AttemptNo = refund.AttemptNo,
        Amount = refund.Amount,
        Cause = refund.Cause,
        Status = refund.Status,
        Reason = refund.Reason,
        ChannelRefundId = refund.ChannelRefundId,
        CreatedAt = refund.CreatedAt,
        SucceededAt = refund.SucceededAt,
        Error = ErrorView.Of(trouble ?? refund.Error),
    };
}

/// <summary>The refunds of an order, oldest first.</summary>
internal sealed record RefundList(IReadOnlyList<RefundView> Refunds);
