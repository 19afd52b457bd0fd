using Payments.Reconciliation;

namespace Payments.PostgreSql;

/// <content>Reconciliation in the same database.</content>
public sealed partial class PostgreSqlPaymentStore : IReconciliationStore
{
    ValueTask<bool> IReconciliationStore.AddRunAsync(ReconciliationRun run, CancellationToken cancellationToken) => Database.Reconciliation.AddRunAsync(run, cancellationToken);

    ValueTask<ReconciliationRun?> IReconciliationStore.ClaimRunAsync(ClaimRun intent, CancellationToken cancellationToken) => Database.Reconciliation.ClaimRunAsync(intent, cancellationToken);

    ValueTask<bool> IReconciliationStore.RenewRunAsync(string runId, string owner, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Database.Reconciliation.RenewRunAsync(runId, owner, leaseUntil, cancellationToken);

    ValueTask<bool> IReconciliationStore.CommitRunAsync(CommitRun intent, CancellationToken cancellationToken) => Database.Reconciliation.CommitRunAsync(intent, cancellationToken);

    ValueTask<ReconciliationRun?> IReconciliationStore.FindRunAsync(string runId, CancellationToken cancellationToken) => Database.Reconciliation.FindRunAsync(runId, cancellationToken);

    ValueTask<IReadOnlyList<ReconciliationRun>> IReconciliationStore.ReadRunsAsync(ReadRuns query, CancellationToken cancellationToken) =>
        Database.Reconciliation.ReadRunsAsync(query with { Max = Positive(query.Max) }, cancellationToken);

    ValueTask<IReadOnlyList<string>> IReconciliationStore.CommitBreaksAsync(IReadOnlyList<Break> breaks, CancellationToken cancellationToken) =>
        Database.Reconciliation.CommitBreaksAsync(breaks, cancellationToken);

    ValueTask<Break?> IReconciliationStore.FindBreakAsync(string breakId, CancellationToken cancellationToken) => Database.Reconciliation.FindBreakAsync(breakId, cancellationToken);

    ValueTask<IReadOnlyList<Break>> IReconciliationStore.ReadBreaksAsync(ReadBreaks query, CancellationToken cancellationToken) =>
        Database.Reconciliation.ReadBreaksAsync(query with { Max = Positive(query.Max) }, cancellationToken);

    ValueTask<IReadOnlyList<BreakCount>> IReconciliationStore.CountBreaksAsync(string? account, bool includeResolved, CancellationToken cancellationToken) =>
        Database.Reconciliation.CountBreaksAsync(account, includeResolved, cancellationToken);

    IAsyncEnumerable<OwnRecord> IReconciliationStore.ReadOwnRecordsAsync(OwnRecordQuery query, CancellationToken cancellationToken) =>
        Database.Reconciliation.ReadOwnRecordsAsync(query, cancellationToken);
}
