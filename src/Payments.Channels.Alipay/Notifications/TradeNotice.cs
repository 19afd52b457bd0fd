using System.Runtime.InteropServices;
using Payments.Channels.Alipay.Orders;

namespace Payments.Channels.Alipay.Notifications;

/// <summary>
/// What a verified trade callback says. One type of callback tells of payments, of refunds and of trades that end; only its refund fields tell
/// them apart.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TradeNotice(
    string Id, string AttemptNo, string TransactionId, string Word, ChannelPaymentStatus Status, Money Total)
{
    public DateTimeOffset? PaidAt { get; init; }

    public string? Payer { get; init; }

    /// <summary><c>refund_fee</c>: how much all refunds so far give back.</summary>
    public Money? Refunded { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    public bool HasRefundTime { get; init; }

    /// <summary><c>out_biz_no</c>.</summary>
    public string? RefundNo { get; init; }

    /// <summary>A trade that closed after payment without a word of a refund does not make an order paid: whatever was paid went back.</summary>
    public static ChannelPaymentStatus? StatusOf(string? word) => TradeStates.Of(word, wasPaid: false, isBarcode: false);

    // A trade that finishes, a year on, repeats what was: it is a payment again, not a refund.
    private bool IsRefund => Word is TradeStates.Success or TradeStates.Closed && (HasRefundTime || Refunded is { IsPositive: true });

    public ChannelNotification Normalise() => IsRefund
        ? new ChannelNotification.Refund(ToRefund()) { NotificationId = Id }
        : new ChannelNotification.Payment(ToPayment()) { NotificationId = Id };

    // A refund made without a number of its own goes by the trade's.
    private ChannelRefund ToRefund() => new()
    {
        RefundNo = RefundNo ?? AttemptNo,
        AttemptNo = AttemptNo,
        Status = ChannelRefundStatus.Succeeded,
        ChannelTransactionId = TransactionId,
        CumulativeAmount = Refunded,
        SucceededAt = RefundedAt,
        ChannelStatus = Word,
    };

    private ChannelPayment ToPayment() => new()
    {
        AttemptNo = AttemptNo,
        Status = Status,
        Amount = Total,
        ChannelTransactionId = TransactionId,
        PaidAt = PaidAt,
        Payer = Payer is null ? null : new PayerId(Payer),
        ChannelStatus = Word,
    };
}
