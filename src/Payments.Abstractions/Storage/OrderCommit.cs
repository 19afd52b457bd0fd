namespace Payments.Storage;

/// <summary>One change of one order.</summary>
public sealed record OrderCommit
{
    /// <summary>The version the change is based on.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>
    /// The moment of the last change of what the change is based on, compared like the version; <see langword="null"/> (the default): not compared.
    /// A database that was restored may give a version that a node remembers to another change.
    /// </summary>
    public DateTimeOffset? ExpectedUpdatedAt { get; init; }

    /// <summary>The order as it shall be, its version one higher. Attempts and refunds are only added or changed, never removed.</summary>
    public required PaymentOrder Order { get; init; }

    /// <summary>When to look at the order again, or <see langword="null"/>: never, because nothing is awaited any more. Ends whatever lease there is.</summary>
    public required DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>The events to write with it.</summary>
    public IReadOnlyList<PaymentEvent> Events { get; init; } = [];

    /// <summary>The evidence that caused it.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>What to write into the idempotency record of the request that made the order.</summary>
    public IdempotencyUpdate? Idempotency { get; init; }
}

/// <summary>A change of an idempotency record.</summary>
/// <param name="MerchantId">The merchant.</param>
/// <param name="Key">The key.</param>
/// <param name="Answer">The answer to give from now on, or <see langword="null"/> to end the lease and let a repetition resume.</param>
public sealed record IdempotencyUpdate(string MerchantId, string Key, ReadOnlyMemory<byte>? Answer);

/// <summary>What became of a commit.</summary>
public enum CommitResult
{
    /// <summary>Written.</summary>
    Committed,

    /// <summary>The order's version, or the moment of its last change, is another one: nothing was written. Read it again and decide again.</summary>
    Conflict,
}
