using System.Text.Json;
using Payments.Reconciliation;

namespace Payments.Sqlite;

/// <summary>A break on its way into its table and out of it.</summary>
internal static class BreakRow
{
    public static Statement Bind(Statement statement, Break row) => statement
        .Bind(1, row.BreakId)
        .Bind(2, row.Version)
        .Bind(3, row.ChannelAccount)
        .Bind(4, row.Kind.ToString())
        .Bind(5, row.Day.DayNumber)
        .Bind(6, row.RunId)
        .Bind(7, row.Bucket.ToString())
        .Bind(8, row.State.ToString())
        .Bind(9, row.OrderNo)
        .Bind(10, row.Currency)
        .Bind(11, row.StakeMinor)
        .Bind(12, row.Held is null ? 0 : 1)
        .BindDay(13, row.SettledDay)
        .BindJson(14, JsonSerializer.SerializeToUtf8Bytes(row with { History = [] }, PaymentsJson.Default.Break));

    public static IReadOnlyList<Break> ReadAll(Session session, Statement rows)
    {
        var found = new List<Break>();
        while (rows.Read())
        {
            found.Add(JsonSerializer.Deserialize(rows.Bytes(0), PaymentsJson.Default.Break) ?? throw new JsonException("A break is null."));
        }

        return [.. found.Select(row => row with { History = ReadHistory(session, row.BreakId) })];
    }

    public static IReadOnlyList<Break> ReadPage(Session session, ReadBreaks query) => ReadAll(session, session.Prepare(StatementOf(query))
        .Bind(1, query.ChannelAccount)
        .Bind(2, query.Kind?.ToString())
        .BindJson(3, Json.Encode([.. query.States.Select(state => state.ToString())]))
        .BindJson(4, Json.Encode([.. query.Buckets.Select(bucket => bucket.ToString())]))
        .Bind(5, (query.From ?? DateOnly.MinValue).DayNumber)
        .Bind(6, (query.To ?? DateOnly.MaxValue).DayNumber)
        .Bind(7, query.OrderNo)
        .Bind(8, query.RunId)
        .BindDay(9, query.HeldUntil)
        .Bind(10, query.After?.Day.DayNumber ?? -1)
        .Bind(11, query.After?.BreakId ?? "")
        .Bind(12, query.Max));

    public static IReadOnlyList<BreakCount> ReadCounts(Statement rows)
    {
        var found = new List<BreakCount>();
        while (rows.Read())
        {
            found.Add(new BreakCount(
                rows.Text(0),
                DateOnly.FromDayNumber((int)rows.Number(1)),
                Enum.Parse<ReconciliationBucket>(rows.Text(2)),
                Enum.Parse<BreakState>(rows.Text(3)),
                rows.OptionalText(4),
                rows.Number(5),
                rows.Number(6)));
        }

        return found;
    }

    /// <summary>The statement whose index leads to the least rows.</summary>
    private static string StatementOf(ReadBreaks query) => query switch
    {
        { OrderNo: not null } => ReconciliationSql.ReadBreaksOfOrder,
        { HeldUntil: not null, ChannelAccount: not null, Kind: not null } => ReconciliationSql.ReadHeldBreaks,
        { RunId: not null } => ReconciliationSql.ReadBreaksOfRun,
        { States.Count: > 0 } when !query.States.Contains(BreakState.Resolved) => ReconciliationSql.ReadUnresolvedBreaks,
        _ => ReconciliationSql.ReadAllBreaks,
    };

    private static List<BreakChange> ReadHistory(Session session, string breakId)
    {
        var history = new List<BreakChange>();
        var rows = session.Prepare(ReconciliationSql.ReadHistory).Bind(1, breakId);
        while (rows.Read())
        {
            history.Add(JsonSerializer.Deserialize(rows.Bytes(0), PaymentsJson.Default.BreakChange) ?? throw new JsonException("A change of a break is null."));
        }

        return history;
    }

    private static Statement BindDay(this Statement statement, int index, DateOnly? day) =>
        day is { } value ? statement.Bind(index, value.DayNumber) : statement.BindNull(index);
}

/// <summary>Writes breaks, each unless another version is there.</summary>
internal sealed class CommitBreaksWrite : Write<IReadOnlyList<string>>
{
    private const int MostBreaks = 1_000;

    private readonly IReadOnlyList<Break> _breaks;

    /// <exception cref="ArgumentException">There are too many, or a break has not one line of history for each version.</exception>
    public CommitBreaksWrite(IReadOnlyList<Break> breaks, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(breaks.Count, MostBreaks, nameof(breaks));
        if (breaks.FirstOrDefault(each => each.History.Count != each.Version) is { } wrong)
        {
            throw new ArgumentException($"Break {wrong.BreakId} has version {wrong.Version} and {wrong.History.Count} lines of history. Add one line with each change.", nameof(breaks));
        }

        _breaks = breaks;
    }

    protected override IReadOnlyList<string> Execute(Session session)
    {
        var refused = new List<string>();
        foreach (var each in _breaks)
        {
            var statement = session.Prepare(each.Version == 1 ? ReconciliationSql.InsertBreak : ReconciliationSql.UpdateBreak);
            if (BreakRow.Bind(statement, each).Execute() == 0)
            {
                refused.Add(each.BreakId);
                continue;
            }

            session.Prepare(ReconciliationSql.InsertChange)
                .Bind(1, each.BreakId)
                .Bind(2, each.Version)
                .BindJson(3, JsonSerializer.SerializeToUtf8Bytes(each.History[^1], PaymentsJson.Default.BreakChange))
                .Execute();
        }

        return refused;
    }
}
