namespace Payments.Storage;

/// <summary>Tells how far behind the outbox is. A store implements it beside <see cref="IPaymentStore"/>; without it two gauges are missing, and nothing else.</summary>
public interface IOutboxBacklog
{
    /// <summary>How the outbox stands. Cheap however long the backlog is: what is counted is bounded.</summary>
    ValueTask<OutboxBacklog> ReadBacklogAsync(CancellationToken cancellationToken);
}

/// <summary>How the outbox stands.</summary>
/// <param name="OldestAt">When the oldest event was committed that is not delivered and not given up; <see langword="null"/> when there is none. Among those due first, at least 1,000.</param>
/// <param name="DeadLetters">How many events were given up and not replayed, at most 10,000.</param>
public sealed record OutboxBacklog(DateTimeOffset? OldestAt, int DeadLetters);
