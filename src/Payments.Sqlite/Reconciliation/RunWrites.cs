using System.Text.Json;
using Payments.Reconciliation;

namespace Payments.Sqlite;

/// <summary>A run on its way into its table and out of it.</summary>
internal static class RunRow
{
    public static Statement Bind(Statement statement, ReconciliationRun run) => statement
        .Bind(1, run.RunId)
        .Bind(2, run.Version)
        .Bind(3, run.ChannelAccount)
        .Bind(4, run.Kind.ToString())
        .Bind(5, run.Day.DayNumber)
        .Bind(6, run.State.ToString())
        .Bind(7, run.DueAt)
        .BindJson(8, JsonSerializer.SerializeToUtf8Bytes(run, PaymentsJson.Default.ReconciliationRun));

    public static ReconciliationRun? ReadOne(Statement rows) => ReadAll(rows).SingleOrDefault();

    public static IReadOnlyList<ReconciliationRun> ReadAll(Statement rows)
    {
        var found = new List<ReconciliationRun>();
        while (rows.Read())
        {
            found.Add(JsonSerializer.Deserialize(rows.Bytes(0), PaymentsJson.Default.ReconciliationRun) ?? throw new JsonException("A run is null."));
        }

        return found;
    }

    public static IReadOnlyList<ReconciliationRun> ReadPage(Session session, ReadRuns query) => ReadAll(session.Prepare(ReconciliationSql.ReadRuns)
        .Bind(1, query.ChannelAccount)
        .Bind(2, query.State?.ToString())
        .Bind(3, (query.From ?? DateOnly.MinValue).DayNumber)
        .Bind(4, (query.To ?? DateOnly.MaxValue).DayNumber)
        .Bind(5, query.After?.Day.DayNumber ?? long.MaxValue)
        .Bind(6, query.After?.RunId ?? "")
        .Bind(7, query.Max));
}

/// <summary>Writes a new run.</summary>
internal sealed class AddRunWrite(ReconciliationRun run, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) => RunRow.Bind(session.Prepare(ReconciliationSql.InsertRun), run).Execute() == 1;
}

/// <summary>Leases the oldest day that is due.</summary>
internal sealed class ClaimRunWrite : Write<ReconciliationRun?>
{
    private readonly ClaimRun _intent;

    /// <exception cref="ArgumentException">The owner is empty.</exception>
    public ClaimRunWrite(ClaimRun intent, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        _intent = intent;
    }

    protected override ReconciliationRun? Execute(Session session)
    {
        var run = RunRow.ReadOne(session.Prepare(ReconciliationSql.FindDueRun).Bind(1, _intent.Now));
        if (run is not null)
        {
            session.Prepare(ReconciliationSql.LeaseRun).Bind(1, run.RunId).Bind(2, _intent.Owner).Bind(3, _intent.LeaseUntil).Execute();
        }

        return run;
    }
}

/// <summary>Makes a lease longer.</summary>
internal sealed class RenewRunWrite(string runId, string owner, DateTimeOffset leaseUntil, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) =>
        session.Prepare(ReconciliationSql.RenewRun).Bind(1, runId).Bind(2, owner).Bind(3, leaseUntil).Execute() == 1;
}

/// <summary>Replaces a run by its next version.</summary>
internal sealed class CommitRunWrite(CommitRun intent, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) => RunRow.Bind(session.Prepare(ReconciliationSql.UpdateRun), intent.Run)
        .Bind(9, intent.Owner)
        .Bind(10, intent.LeaseUntil)
        .Bind(11, intent.Now)
        .Execute() == 1;
}
