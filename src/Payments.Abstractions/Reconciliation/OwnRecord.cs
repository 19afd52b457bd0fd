using System.Text.Json.Serialization;

namespace Payments.Reconciliation;

/// <summary>One of our records as it is compared: a payment attempt or a refund.</summary>
/// <param name="OrderNo">Our order number.</param>
/// <param name="AttemptNo">The number the channel saw: <c>out_trade_no</c> of a payment, <c>out_refund_no</c> of a refund.</param>
/// <param name="ChannelTransactionId">The channel's number, where it is known.</param>
/// <param name="Kind">Payment or refund.</param>
/// <param name="Amount">How much.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="OccurredAt">When the money moved, by the channel's clock where it is known; else when the record last changed.</param>
public sealed record OwnRecord(
    OrderNo OrderNo, string AttemptNo, string? ChannelTransactionId, OwnRecordKind Kind, Money Amount, OwnRecordStatus Status, DateTimeOffset OccurredAt);

/// <summary>What a record of ours is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OwnRecordKind>))]
public enum OwnRecordKind
{
    /// <summary>Money came in.</summary>
    Payment,

    /// <summary>Money went back.</summary>
    Refund,
}

/// <summary>Where a record of ours stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OwnRecordStatus>))]
public enum OwnRecordStatus
{
    /// <summary>Money moved.</summary>
    Succeeded,

    /// <summary>It can no longer be paid.</summary>
    Closed,

    /// <summary>Not decided, or not known.</summary>
    Pending,

    /// <summary>Definitely refused.</summary>
    Failed,
}

/// <summary>Which of our records are wanted.</summary>
/// <param name="ChannelAccount">The channel account.</param>
/// <param name="From">From this moment on.</param>
/// <param name="To">Before this moment.</param>
/// <param name="Lookback">How much older than <paramref name="From"/> an order of a payment may be. Orders wait for their payer for at most 7 days.</param>
public sealed record OwnRecordQuery(string ChannelAccount, DateTimeOffset From, DateTimeOffset To, TimeSpan Lookback);
