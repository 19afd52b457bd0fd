using System.Text.Json.Serialization;

namespace Payments;

/// <summary>Something that happened to a refund. A closed set.</summary>
public abstract record RefundEvent : PaymentEvent
{
    private protected RefundEvent()
    {
    }

    /// <summary>The refund as the change left it.</summary>
    public required Refund Refund { get; init; }
}

/// <summary>A refund was written down; its amount is no longer refundable otherwise.</summary>
public sealed record RefundCreated : RefundEvent
{
    internal const string TypeName = "refund.created";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>The money went back to its payer.</summary>
public sealed record RefundSucceeded : RefundEvent
{
    internal const string TypeName = "refund.succeeded";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>The refund ended and no money moved; its amount is refundable again, under another number.</summary>
public sealed record RefundFailed : RefundEvent
{
    internal const string TypeName = "refund.failed";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>The refund is stuck at the payer's bank: somebody must act at the channel.</summary>
public sealed record RefundAbnormal : RefundEvent
{
    internal const string TypeName = "refund.abnormal";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}
