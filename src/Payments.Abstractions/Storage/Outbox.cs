namespace Payments.Storage;

/// <summary>The intent to deliver events.</summary>
/// <param name="Owner">Names the caller among all nodes.</param>
/// <param name="Max">At most so many, 1 to 1,000.</param>
/// <param name="Now">Our clock.</param>
/// <param name="LeaseUntil">Until when the caller works on them; afterwards others may claim them.</param>
public sealed record ClaimEvents(string Owner, int Max, DateTimeOffset Now, DateTimeOffset LeaseUntil);

/// <summary>An event to deliver.</summary>
/// <param name="Event">The event.</param>
/// <param name="Owner">Who holds the lease; empty for a dead letter.</param>
/// <param name="Attempts">How many deliveries were tried before.</param>
/// <param name="DeliveredTo">The subscribers that already have it.</param>
/// <param name="LastError">What went wrong last, for an operator.</param>
public sealed record OutboxItem(PaymentEvent Event, string Owner, int Attempts, IReadOnlyList<string> DeliveredTo, string? LastError);

/// <summary>What delivering an event came to.</summary>
public sealed record OutboxSettlement
{
    /// <summary>The event.</summary>
    public required OrderNo OrderNo { get; init; }

    /// <summary>Its place among the order's events.</summary>
    public required int Sequence { get; init; }

    /// <summary>Who held the lease.</summary>
    public required string Owner { get; init; }

    /// <summary>What is to become of it.</summary>
    public required OutboxState State { get; init; }

    /// <summary>How many deliveries were tried so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>The subscribers that have it.</summary>
    public required IReadOnlyList<string> DeliveredTo { get; init; }

    /// <summary>When to try again, for <see cref="OutboxState.Pending"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What went wrong, for an operator.</summary>
    public string? LastError { get; init; }
}

/// <summary>Where an event stands in the outbox.</summary>
public enum OutboxState
{
    /// <summary>To be delivered.</summary>
    Pending,

    /// <summary>Every subscriber has it.</summary>
    Delivered,

    /// <summary>Given up; an operator may replay it.</summary>
    Dead,
}
