using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// Something that happened to an order, committed in the same transaction as the change itself and delivered at least once, in order per order.
/// A closed set; <see cref="EventId"/> is the same on every delivery.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OrderCreated), OrderCreated.TypeName)]
[JsonDerivedType(typeof(OrderPending), OrderPending.TypeName)]
[JsonDerivedType(typeof(OrderPaid), OrderPaid.TypeName)]
[JsonDerivedType(typeof(OrderClosed), OrderClosed.TypeName)]
[JsonDerivedType(typeof(OrderFailed), OrderFailed.TypeName)]
[JsonDerivedType(typeof(ExtraPaymentReceived), ExtraPaymentReceived.TypeName)]
[JsonDerivedType(typeof(RefundCreated), RefundCreated.TypeName)]
[JsonDerivedType(typeof(RefundSucceeded), RefundSucceeded.TypeName)]
[JsonDerivedType(typeof(RefundFailed), RefundFailed.TypeName)]
[JsonDerivedType(typeof(RefundAbnormal), RefundAbnormal.TypeName)]
public abstract record PaymentEvent
{
    private protected PaymentEvent()
    {
    }

    /// <summary>The event's stable id: the order number, a hyphen and the sequence number.</summary>
    [JsonIgnore]
    public string EventId => $"{OrderNo}-{Sequence}";

    /// <summary>The event's type, as <c>order.paid</c>.</summary>
    [JsonIgnore]
    public abstract string Type { get; }

    /// <summary>The order it happened to.</summary>
    public required OrderNo OrderNo { get; init; }

    /// <summary>Its place among the order's events, from 1, without gaps.</summary>
    public required int Sequence { get; init; }

    /// <summary>When it was committed, by our clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The order as the change left it.</summary>
    public required PaymentOrder Order { get; init; }
}

/// <summary>An order was written down.</summary>
public sealed record OrderCreated : PaymentEvent
{
    internal const string TypeName = "order.created";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>A channel accepted the order; the payer can pay.</summary>
public sealed record OrderPending : PaymentEvent
{
    internal const string TypeName = "order.pending";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>The order was paid. Committed exactly once per order.</summary>
public sealed record OrderPaid : PaymentEvent
{
    internal const string TypeName = "order.paid";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>The order ended without payment.</summary>
public sealed record OrderClosed : PaymentEvent
{
    internal const string TypeName = "order.closed";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>Every channel asked refused the order.</summary>
public sealed record OrderFailed : PaymentEvent
{
    internal const string TypeName = "order.failed";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;
}

/// <summary>Money came in beyond what the order wanted: a second success, or one after the order ended. It belongs back to its payer.</summary>
public sealed record ExtraPaymentReceived : PaymentEvent
{
    internal const string TypeName = "payment.extra";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>The attempt that was paid beyond need.</summary>
    public required string AttemptNo { get; init; }

    /// <summary>How much came in.</summary>
    public required Money Amount { get; init; }

    /// <summary>The channel's number of the payment.</summary>
    public required string ChannelTransactionId { get; init; }
}
