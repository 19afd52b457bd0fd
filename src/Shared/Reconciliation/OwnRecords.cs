using Payments.Reconciliation;

namespace Payments.Shared.Reconciliation;

/// <summary>What of the stores' rows is a record of ours, and when it happened: the same for every store.</summary>
internal static class OwnRecords
{
    // The channel's clock and ours differ: an order may be made, by ours, after it was paid, by the channel's.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(10);

    // The number of an order begins with the time it was made, in ten characters.
    private const int TimeLength = 10;

    // How the engine names a refund it has only heard of: by the channel's number.
    private const string ExternalPrefix = "channel ";

    /// <summary>What the numbers of the orders begin with that a query reads first, inclusive.</summary>
    public static string After(OwnRecordQuery query) => Prefix(query.From - query.Lookback);

    /// <summary>What the numbers of the orders begin with that a query reads no more.</summary>
    public static string Before(OwnRecordQuery query) => Prefix(query.To + ClockMargin);

    /// <summary>Adds a payment where it belongs to the window.</summary>
    public static void AddPayment(List<OwnRecord> records, OwnRecordQuery query, OwnPayment payment)
    {
        var isPaid = payment.Status == AttemptStatus.Succeeded;
        var at = isPaid ? payment.PaidAt ?? payment.UpdatedAt : IsIn(payment.CreatedAt) ? payment.CreatedAt : payment.UpdatedAt;
        if (IsIn(at))
        {
            records.Add(Payment(payment, at));
        }

        bool IsIn(DateTimeOffset time) => time >= query.From && time < query.To;
    }

    /// <summary>A refund as it is compared. One made at the channel without us has the channel's number.</summary>
    public static OwnRecord Refund(OwnRefund refund) => new(
        refund.OrderNo,
        refund.Cause == RefundCause.External && refund.MerchantRefundNo.StartsWith(ExternalPrefix, StringComparison.Ordinal)
            ? refund.MerchantRefundNo[ExternalPrefix.Length..]
            : refund.RefundNo,
        refund.ChannelRefundId,
        OwnRecordKind.Refund,
        refund.Amount,
        refund.Status switch
        {
            RefundStatus.Succeeded => OwnRecordStatus.Succeeded,
            RefundStatus.Failed => OwnRecordStatus.Failed,
            _ => OwnRecordStatus.Pending,
        },
        refund.SucceededAt ?? refund.UpdatedAt);

    private static OwnRecord Payment(OwnPayment payment, DateTimeOffset at) => new(
        payment.OrderNo,
        payment.AttemptNo,
        payment.ChannelTransactionId,
        OwnRecordKind.Payment,
        payment.Amount,
        payment.Status switch
        {
            AttemptStatus.Succeeded => OwnRecordStatus.Succeeded,
            AttemptStatus.Failed => OwnRecordStatus.Failed,
            AttemptStatus.Closed => OwnRecordStatus.Closed,
            _ => OwnRecordStatus.Pending,
        },
        at);

    private static string Prefix(DateTimeOffset time) =>
        OrderNo.Create(time < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : time, UInt128.Zero, 0).Value[..TimeLength];
}

/// <summary>An attempt as a store keeps it.</summary>
internal readonly record struct OwnPayment(
    OrderNo OrderNo,
    Money Amount,
    DateTimeOffset? PaidAt,
    string AttemptNo,
    AttemptStatus Status,
    string? ChannelTransactionId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A refund as a store keeps it.</summary>
internal readonly record struct OwnRefund(
    OrderNo OrderNo,
    Money Amount,
    string RefundNo,
    string MerchantRefundNo,
    RefundCause Cause,
    RefundStatus Status,
    string? ChannelRefundId,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? SucceededAt);
