using Payments.Channels;

namespace Payments.Reconciliation;

/// <summary>
/// Keeps runs and breaks, durably and for many nodes at once, and reads our side of a day. A store of payments implements it beside
/// <c>IPaymentStore</c>; <c>InitializeAsync</c> there opens it.
/// </summary>
public interface IReconciliationStore
{
    /// <summary>Writes a new run.</summary>
    /// <returns><see langword="false"/> when its id is taken: nothing was written.</returns>
    ValueTask<bool> AddRunAsync(ReconciliationRun run, CancellationToken cancellationToken);

    /// <summary>
    /// Leases the oldest day that is due: of each account and kind only one run at a time, and none while an earlier day of them is not final.
    /// </summary>
    /// <returns><see langword="null"/> when none is due.</returns>
    ValueTask<ReconciliationRun?> ClaimRunAsync(ClaimRun intent, CancellationToken cancellationToken);

    /// <summary>Makes a lease longer.</summary>
    /// <returns><see langword="false"/> when the lease is no longer the caller's: whoever has it goes on with the run.</returns>
    ValueTask<bool> RenewRunAsync(string runId, string owner, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Replaces a run whose stored version is one lower. Id, account, day and kind never change.</summary>
    /// <returns><see langword="false"/> when the version is another or the lease somebody else's: nothing was written.</returns>
    ValueTask<bool> CommitRunAsync(CommitRun intent, CancellationToken cancellationToken);

    /// <summary>The run, or <see langword="null"/>.</summary>
    ValueTask<ReconciliationRun?> FindRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Runs, the newest day first.</summary>
    ValueTask<IReadOnlyList<ReconciliationRun>> ReadRunsAsync(ReadRuns query, CancellationToken cancellationToken);

    /// <summary>
    /// Writes breaks: new ones of version 1, and others whose stored version is one lower. Of each, the last line of its history is added. All happens in
    /// one transaction.
    /// </summary>
    /// <param name="breaks">At most 1,000, each id once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids that were not written, because another version was there: read them again and decide again.</returns>
    ValueTask<IReadOnlyList<string>> CommitBreaksAsync(IReadOnlyList<Break> breaks, CancellationToken cancellationToken);

    /// <summary>The break with its whole history, or <see langword="null"/>.</summary>
    ValueTask<Break?> FindBreakAsync(string breakId, CancellationToken cancellationToken);

    /// <summary>Breaks, the oldest day first and by id within it, each with its whole history.</summary>
    ValueTask<IReadOnlyList<Break>> ReadBreaksAsync(ReadBreaks query, CancellationToken cancellationToken);

    /// <summary>How many breaks there are and the money they are about, by account, day, bucket, state and currency.</summary>
    /// <param name="account">The account; <see langword="null"/> for all.</param>
    /// <param name="includeResolved">Whether resolved ones are counted too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<BreakCount>> CountBreaksAsync(string? account, bool includeResolved, CancellationToken cancellationToken);

    /// <summary>
    /// Our side, streamed: what succeeded in the window, by the channel's time of success where it is known, and what was begun or changed in it
    /// and is pending, closed or failed. Each record once.
    /// </summary>
    IAsyncEnumerable<OwnRecord> ReadOwnRecordsAsync(OwnRecordQuery query, CancellationToken cancellationToken);
}

/// <summary>The intent to work on a run.</summary>
/// <param name="Owner">Names the caller among all nodes.</param>
/// <param name="Now">Our clock.</param>
/// <param name="LeaseUntil">Until when the caller works on it; afterwards others may claim it.</param>
public sealed record ClaimRun(string Owner, DateTimeOffset Now, DateTimeOffset LeaseUntil);

/// <summary>One change of a run.</summary>
/// <param name="Run">The run as it shall be, its version one higher.</param>
/// <param name="Owner">Who holds the lease; <see langword="null"/> for one who works on no lease: refused while another's lease lasts.</param>
/// <param name="LeaseUntil">Until when the caller goes on; <see langword="null"/> ends the lease.</param>
/// <param name="Now">Our clock.</param>
public sealed record CommitRun(ReconciliationRun Run, string? Owner, DateTimeOffset? LeaseUntil, DateTimeOffset Now);

/// <summary>Which runs are wanted.</summary>
public sealed record ReadRuns
{
    /// <summary>Of this account; <see langword="null"/> for all.</summary>
    public string? ChannelAccount { get; init; }

    /// <summary>Of this state; <see langword="null"/> for all.</summary>
    public ReconciliationRunState? State { get; init; }

    /// <summary>From this day on.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Up to this day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Those after this one, in the order they are read; <see langword="null"/> for the first.</summary>
    public ReconciliationRun? After { get; init; }

    /// <summary>At most so many, from 1.</summary>
    public int Max { get; init; } = 100;
}

/// <summary>Which breaks are wanted.</summary>
public sealed record ReadBreaks
{
    /// <summary>Of this account; <see langword="null"/> for all.</summary>
    public string? ChannelAccount { get; init; }

    /// <summary>Of this kind of bill; <see langword="null"/> for all.</summary>
    public StatementKind? Kind { get; init; }

    /// <summary>In these states; empty for all.</summary>
    public IReadOnlyList<BreakState> States { get; init; } = [];

    /// <summary>In these buckets; empty for all.</summary>
    public IReadOnlyList<ReconciliationBucket> Buckets { get; init; } = [];

    /// <summary>From this day on.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Up to this day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Of this order; <see langword="null"/> for all.</summary>
    public string? OrderNo { get; init; }

    /// <summary>Those seen last by this run; <see langword="null"/> for all.</summary>
    public string? RunId { get; init; }

    /// <summary>Only lines held by cut-off that no run of a day before this one has settled; <see langword="null"/> for all.</summary>
    public DateOnly? HeldUntil { get; init; }

    /// <summary>Those after this one, in the order they are read; <see langword="null"/> for the first.</summary>
    public BreakCursor? After { get; init; }

    /// <summary>At most so many, 1 to 1,000.</summary>
    public int Max { get; init; } = 100;
}

/// <summary>A place among breaks.</summary>
/// <param name="Day">The break's day.</param>
/// <param name="BreakId">Its id.</param>
public readonly record struct BreakCursor(DateOnly Day, string BreakId);

/// <summary>How many breaks are alike.</summary>
/// <param name="ChannelAccount">The account.</param>
/// <param name="Day">Their day.</param>
/// <param name="Bucket">Their kind.</param>
/// <param name="State">Where they stand.</param>
/// <param name="Currency">ISO 4217, where it is known.</param>
/// <param name="Count">How many.</param>
/// <param name="StakeMinor">The money they are about, in minor units.</param>
public sealed record BreakCount(string ChannelAccount, DateOnly Day, ReconciliationBucket Bucket, BreakState State, string? Currency, long Count, long StakeMinor);
