using System.Runtime.CompilerServices;
using Payments.Reconciliation;
using Payments.Shared.Reconciliation;

namespace Payments.Sqlite;

/// <content>Reconciliation in the same file, so that one backup has everything.</content>
public sealed partial class SqlitePaymentStore : IReconciliationStore
{
    ValueTask<bool> IReconciliationStore.AddRunAsync(ReconciliationRun run, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new AddRunWrite(run, cancellationToken), cancellationToken);

    ValueTask<ReconciliationRun?> IReconciliationStore.ClaimRunAsync(ClaimRun intent, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new ClaimRunWrite(intent, cancellationToken), cancellationToken);

    ValueTask<bool> IReconciliationStore.RenewRunAsync(string runId, string owner, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new RenewRunWrite(runId, owner, leaseUntil, cancellationToken), cancellationToken);

    ValueTask<bool> IReconciliationStore.CommitRunAsync(CommitRun intent, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new CommitRunWrite(intent, cancellationToken), cancellationToken);

    ValueTask<ReconciliationRun?> IReconciliationStore.FindRunAsync(string runId, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        runId,
        static (session, query) => RunRow.ReadOne(session.Prepare(ReconciliationSql.FindRun).Bind(1, query)),
        cancellationToken);

    ValueTask<IReadOnlyList<ReconciliationRun>> IReconciliationStore.ReadRunsAsync(ReadRuns query, CancellationToken cancellationToken) =>
        Database.Readers.ReadAsync(query with { Max = Positive(query.Max) }, RunRow.ReadPage, cancellationToken);

    ValueTask<IReadOnlyList<string>> IReconciliationStore.CommitBreaksAsync(IReadOnlyList<Break> breaks, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new CommitBreaksWrite(breaks, cancellationToken), cancellationToken);

    ValueTask<Break?> IReconciliationStore.FindBreakAsync(string breakId, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        breakId,
        static (session, query) => BreakRow.ReadAll(session, session.Prepare(ReconciliationSql.FindBreak).Bind(1, query)).SingleOrDefault(),
        cancellationToken);

    ValueTask<IReadOnlyList<Break>> IReconciliationStore.ReadBreaksAsync(ReadBreaks query, CancellationToken cancellationToken) =>
        Database.Readers.ReadAsync(query with { Max = Positive(query.Max) }, BreakRow.ReadPage, cancellationToken);

    ValueTask<IReadOnlyList<BreakCount>> IReconciliationStore.CountBreaksAsync(string? account, bool includeResolved, CancellationToken cancellationToken) =>
        Database.Readers.ReadAsync(
            (account, includeResolved),
            static (session, query) => (IReadOnlyList<BreakCount>)BreakRow.ReadCounts(
                session.Prepare(query.includeResolved ? ReconciliationSql.CountBreaks : ReconciliationSql.CountUnresolvedBreaks).Bind(1, query.account)),
            cancellationToken);

    async IAsyncEnumerable<OwnRecord> IReconciliationStore.ReadOwnRecordsAsync(OwnRecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A page is one read: a connection is free again before the caller sees the first record of it.
        for (string? after = OwnRecords.After(query); after is not null;)
        {
            var page = await Database.Readers.ReadAsync((query, after, OwnRecords.Before(query)), OwnRecordRow.ReadPayments, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                yield return record;
            }

            after = page.Next;
        }

        for (OwnRecordRow.RefundPlace? after = new(query.From, "", ""); after is not null;)
        {
            var page = await Database.Readers.ReadAsync((query, after), OwnRecordRow.ReadRefunds, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                yield return record;
            }

            after = page.Next;
        }
    }
}
