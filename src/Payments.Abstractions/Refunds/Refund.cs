using System.Text.Json.Serialization;

namespace Payments;

/// <summary>Money on its way back to the payer it came from, written down before anything is sent. An immutable snapshot.</summary>
public sealed record Refund
{
    /// <summary>Our number, the channel's <c>out_refund_no</c> or <c>out_request_no</c>: the same on every repetition.</summary>
    public required string RefundNo { get; init; }

    /// <summary>The caller's number, unique within the order: names the request, so that repeating it has the effect of one.</summary>
    public required string MerchantRefundNo { get; init; }

    /// <summary>The attempt whose money goes back, and with it the account and the payer.</summary>
    public required string AttemptNo { get; init; }

    /// <summary>How much goes back.</summary>
    public required Money Amount { get; init; }

    /// <summary>Why it was made.</summary>
    public required RefundCause Cause { get; init; }

    /// <summary>Where it stands.</summary>
    public required RefundStatus Status { get; init; }

    /// <summary>Why, in words the payer may see.</summary>
    public string? Reason { get; init; }

    /// <summary>The channel's number of the refund, once known.</summary>
    public string? ChannelRefundId { get; init; }

    /// <summary>When it was written down.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the money went back, by the channel's clock.</summary>
    public DateTimeOffset? SucceededAt { get; init; }

    /// <summary>Why it failed, is unknown, or waits.</summary>
    public PaymentError? Error { get; init; }

    /// <summary>Whether it counts against what was paid: everything but a refund that certainly moved no money (law 6).</summary>
    [JsonIgnore]
    public bool IsReserved => Status != RefundStatus.Failed;

    /// <summary>Whether its end is still to come.</summary>
    [JsonIgnore]
    public bool IsOpen => Status is RefundStatus.Requested or RefundStatus.Processing or RefundStatus.Unknown or RefundStatus.Abnormal;
}

/// <summary>Why a refund was made.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefundCause>))]
public enum RefundCause
{
    /// <summary>A caller asked for it.</summary>
    Merchant,

    /// <summary>The payment was beyond need (law 1).</summary>
    ExtraPayment,

    /// <summary>Made at the channel without us, as in its console, and told by a verified callback.</summary>
    External,
}

/// <summary>Where a refund stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefundStatus>))]
public enum RefundStatus
{
    /// <summary>Written down; it is being sent, or will be.</summary>
    Requested,

    /// <summary>The channel accepted it; the money is on its way.</summary>
    Processing,

    /// <summary>Sent, and no answer that can be trusted came back. It is asked about, and repeated only under the same number.</summary>
    Unknown,

    /// <summary>The money went back.</summary>
    Succeeded,

    /// <summary>No money moved, and none will.</summary>
    Failed,

    /// <summary>Stuck at the payer's bank: somebody must act at the channel. It still counts against what was paid.</summary>
    Abnormal,
}
