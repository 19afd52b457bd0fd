using Payments.Channels;

namespace Payments.Reconciliation;

/// <summary>What an operator does with reconciliation. Thread-safe; a singleton. Registered by <c>AddReconciliation()</c>.</summary>
public interface IReconciliation
{
    /// <summary>
    /// Has a past day done now, or done again: the bill is obtained unless the archive has it, and everything is compared anew. Doing a day again
    /// changes nothing where nothing changed.
    /// </summary>
    /// <param name="account">The channel account.</param>
    /// <param name="day">A day before today in the account's time zone, at most 400 days ago.</param>
    /// <param name="kind">The kind of bill.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<ReconciliationResult<ReconciliationRun>> StartAsync(string account, DateOnly day, StatementKind kind, string person, CancellationToken cancellationToken);

    /// <summary>Today, in the account's time zone.</summary>
    DateOnly TodayOf(string account);

    /// <summary>The run, or <see langword="null"/>.</summary>
    ValueTask<ReconciliationRun?> FindRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Runs, the newest day first.</summary>
    ValueTask<IReadOnlyList<ReconciliationRun>> ReadRunsAsync(ReadRuns query, CancellationToken cancellationToken);

    /// <summary>The break with its whole history, or <see langword="null"/>.</summary>
    ValueTask<Break?> FindBreakAsync(string breakId, CancellationToken cancellationToken);

    /// <summary>Breaks, the oldest day first.</summary>
    ValueTask<IReadOnlyList<Break>> ReadBreaksAsync(ReadBreaks query, CancellationToken cancellationToken);

    /// <summary>How many breaks there are, by account, day, bucket, state and currency.</summary>
    ValueTask<IReadOnlyList<BreakCount>> CountBreaksAsync(string? account, bool includeResolved, CancellationToken cancellationToken);

    /// <summary>Does something with a break. No money moves by it.</summary>
    Task<ReconciliationResult<Break>> ActAsync(BreakCommand command, CancellationToken cancellationToken);

    /// <summary>Opens a file of a run in the archive, checked against its hash while it is read.</summary>
    /// <returns><see langword="null"/> when the run has no such file, or the archive no longer.</returns>
    Task<Stream?> OpenFileAsync(string runId, string name, CancellationToken cancellationToken);
}

/// <summary>What a person does with a break.</summary>
public sealed record BreakCommand
{
    /// <summary>The break.</summary>
    public required string BreakId { get; init; }

    /// <summary>The version the person saw.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>What is done.</summary>
    public required BreakAction Action { get; init; }

    /// <summary>Who, 1 to 128 characters.</summary>
    public required string Person { get; init; }

    /// <summary>Why, 1 to 1,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>What proves it, up to 4,000 characters. Required to resolve, but to ignore.</summary>
    public string? Evidence { get; init; }

    /// <summary>How it is resolved; with <see cref="BreakAction.Resolve"/> only. <see cref="BreakResolution.Cleared"/> is no person's to choose.</summary>
    public BreakResolution? Resolution { get; init; }
}

/// <summary>What can be done with a break.</summary>
public enum BreakAction
{
    /// <summary>Take it up: open or held to in review.</summary>
    Review,

    /// <summary>Wait for a later bill: open or in review to held.</summary>
    Hold,

    /// <summary>Settle it; above the limit this is a proposal, and another person approves it.</summary>
    Resolve,

    /// <summary>Approve what another person proposed.</summary>
    Approve,

    /// <summary>Refuse what another person proposed; it stays in review.</summary>
    Refuse,

    /// <summary>Open a resolved one again.</summary>
    Reopen,

    /// <summary>Write something down; nothing else changes.</summary>
    Note,
}

/// <summary>What a request came to. A closed set.</summary>
/// <typeparam name="T">What it gives.</typeparam>
public abstract record ReconciliationResult<T>
{
    private ReconciliationResult()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Value">As it stands now.</param>
    public sealed record Done(T Value) : ReconciliationResult<T>;

    /// <summary>Refused; nothing changed.</summary>
    /// <param name="Error">Why: a code of <c>docs/errors.md</c>.</param>
    public sealed record Refused(PaymentError Error) : ReconciliationResult<T>;
}
