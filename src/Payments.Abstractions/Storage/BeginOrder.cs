namespace Payments.Storage;

/// <summary>The intent to create an order under an idempotency key.</summary>
public sealed record BeginOrder
{
    /// <summary>The order to write, with its first attempt.</summary>
    public required PaymentOrder Order { get; init; }

    /// <summary>The key, unique per <see cref="PaymentOrder.MerchantId"/>.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>SHA-256 of what was asked, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Fingerprint { get; init; }

    /// <summary>Our clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Until when the caller works on it; afterwards another call may resume.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Until when the record is kept.</summary>
    public required DateTimeOffset RetainUntil { get; init; }

    /// <summary>When to look at the order if nobody commits a change before, or <see langword="null"/>: never.</summary>
    public required DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>The events to write with it.</summary>
    public required IReadOnlyList<PaymentEvent> Events { get; init; }
}

/// <summary>What <see cref="IPaymentStore.BeginOrderAsync"/> found. A closed set.</summary>
public abstract record BeginOrderResult
{
    private BeginOrderResult()
    {
    }

    /// <summary>Everything was written; the caller holds the lease.</summary>
    public sealed record Started : BeginOrderResult;

    /// <summary>The same request was begun before and not answered, and its lease is over; the caller holds it now.</summary>
    /// <param name="Order">The order as it stands.</param>
    public sealed record Resumed(PaymentOrder Order) : BeginOrderResult;

    /// <summary>The same request was answered before.</summary>
    /// <param name="Answer">The answer, byte for byte as stored.</param>
    public sealed record Answered(ReadOnlyMemory<byte> Answer) : BeginOrderResult;

    /// <summary>The same request is being worked on.</summary>
    /// <param name="LeaseUntil">Until when, at most.</param>
    public sealed record InFlight(DateTimeOffset LeaseUntil) : BeginOrderResult;

    /// <summary>The key was used with another request.</summary>
    /// <param name="OrderNo">The order that request made.</param>
    public sealed record KeyReused(OrderNo OrderNo) : BeginOrderResult;

    /// <summary>The merchant has an order with this number under another key.</summary>
    /// <param name="OrderNo">That order.</param>
    public sealed record MerchantOrderNoTaken(OrderNo OrderNo) : BeginOrderResult;
}
