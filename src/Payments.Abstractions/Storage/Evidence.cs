using System.Text.Json.Serialization;

namespace Payments.Storage;

/// <summary>Something a channel said, or somebody said in its name: kept raw, with what became of it.</summary>
public sealed record Evidence
{
    /// <summary>A time-sortable unique id (a version 7 UUID, 32 hex digits).</summary>
    public required string EvidenceId { get; init; }

    /// <summary>The channel account it came to.</summary>
    public required string ChannelAccount { get; init; }

    /// <summary>How it came.</summary>
    public required EvidenceSource Source { get; init; }

    /// <summary>When it came, by our clock.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The headers that matter to verification, one <c>name: value</c> a line.</summary>
    public required string Headers { get; init; }

    /// <summary>The body as received; cut at <c>Payments:Notifications:MaxBodyBytes</c>.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What became of it.</summary>
    public required EvidenceVerdict Verdict { get; init; }

    /// <summary>Why, for an operator. Carries no secret and no payer identity.</summary>
    public required string Reason { get; init; }

    /// <summary>The order it names, where one is named.</summary>
    public OrderNo? OrderNo { get; init; }

    /// <summary>The channel's id of the notification, where it has one.</summary>
    public string? NotificationId { get; init; }
}

/// <summary>How evidence came.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvidenceSource>))]
public enum EvidenceSource
{
    /// <summary>A callback.</summary>
    Notification,

    /// <summary>The channel's answer to a query of ours.</summary>
    Query,

    /// <summary>The channel's answer to a charge of ours.</summary>
    Charge,

    /// <summary>The channel's answer to a refund of ours.</summary>
    Refund,
}

/// <summary>What became of evidence.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvidenceVerdict>))]
public enum EvidenceVerdict
{
    /// <summary>It changed the order.</summary>
    Applied,

    /// <summary>It says what the order already says.</summary>
    Duplicate,

    /// <summary>Genuine and without effect on an order.</summary>
    Ignored,

    /// <summary>Genuine, and it does not match: never applied, an operator must look.</summary>
    Quarantined,

    /// <summary>It cannot be trusted.</summary>
    Refused,

    /// <summary>Genuine, and it could not be applied because of a fault of ours; the channel was asked to send it again.</summary>
    Deferred,
}
