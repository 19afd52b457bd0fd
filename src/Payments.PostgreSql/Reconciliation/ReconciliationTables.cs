using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Payments.Reconciliation;
using Payments.Shared.Reconciliation;

namespace Payments.PostgreSql;

/// <summary>Runs, breaks and our side of a day.</summary>
internal sealed class ReconciliationTables(Connections connections)
{
    private const int MostBreaks = 1_000;
    private const int PageSize = 1_000;

    public async ValueTask<bool> AddRunAsync(ReconciliationRun run, CancellationToken cancellationToken) =>
        await connections.ExecuteAsync(ReconciliationSql.InsertRun, command => Bind(command, run), cancellationToken).ConfigureAwait(false) == 1;

    /// <exception cref="ArgumentException">The owner is empty.</exception>
    public async ValueTask<ReconciliationRun?> ClaimRunAsync(ClaimRun intent, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        return (await connections.QueryAsync(
            ReconciliationSql.ClaimRun,
            command => command.With(intent.Now).With(intent.Owner).With(intent.LeaseUntil),
            row => DecodeRun(row.GetString(0)),
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    public async ValueTask<bool> RenewRunAsync(string runId, string owner, DateTimeOffset leaseUntil, CancellationToken cancellationToken) => await connections.ExecuteAsync(
        ReconciliationSql.RenewRun, command => command.With(runId).With(owner).With(leaseUntil), cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask<bool> CommitRunAsync(CommitRun intent, CancellationToken cancellationToken) => await connections.ExecuteAsync(
        ReconciliationSql.UpdateRun,
        command => Bind(command, intent.Run)
            .With(NpgsqlDbType.Text, intent.Owner)
            .With(NpgsqlDbType.Bigint, intent.LeaseUntil?.UtcTicks)
            .With(intent.Now),
        cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask<ReconciliationRun?> FindRunAsync(string runId, CancellationToken cancellationToken) => (await connections.QueryAsync(
        ReconciliationSql.FindRun, command => command.With(runId), row => DecodeRun(row.GetString(0)), cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async ValueTask<IReadOnlyList<ReconciliationRun>> ReadRunsAsync(ReadRuns query, CancellationToken cancellationToken) => await connections.QueryAsync(
        ReconciliationSql.ReadRuns,
        command => command
            .With(NpgsqlDbType.Text, query.ChannelAccount)
            .With(NpgsqlDbType.Text, query.State is { } state ? Words.Of(state) : null)
            .With((query.From ?? DateOnly.MinValue).DayNumber)
            .With((query.To ?? DateOnly.MaxValue).DayNumber)
            .With(query.After?.Day.DayNumber ?? int.MaxValue)
            .With(query.After?.RunId ?? "")
            .With((long)query.Max),
        row => DecodeRun(row.GetString(0)),
        cancellationToken).ConfigureAwait(false);

    /// <exception cref="ArgumentException">There are too many, or a break has not one line of history for each version.</exception>
    public async ValueTask<IReadOnlyList<string>> CommitBreaksAsync(IReadOnlyList<Break> breaks, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(breaks.Count, MostBreaks, nameof(breaks));
        if (breaks.FirstOrDefault(each => each.History.Count != each.Version) is { } wrong)
        {
            throw new ArgumentException($"Break {wrong.BreakId} has version {wrong.Version} and {wrong.History.Count} lines of history. Add one line with each change.", nameof(breaks));
        }

        return breaks.Count == 0 ? [] : await connections.QueryAsync(
            ReconciliationSql.CommitBreaks, command => Bind(command, breaks), row => row.GetString(0), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Break?> FindBreakAsync(string breakId, CancellationToken cancellationToken) =>
        (await ReadAsync(ReconciliationSql.FindBreak, command => command.With(breakId), cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public ValueTask<IReadOnlyList<Break>> ReadBreaksAsync(ReadBreaks query, CancellationToken cancellationToken) => ReadAsync(
        StatementOf(query),
        command => command
            .With(NpgsqlDbType.Text, query.ChannelAccount)
            .With(NpgsqlDbType.Text, query.Kind is { } kind ? Words.Of(kind) : null)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Text, query.States.Count == 0 ? null : query.States.Select(Words.Of).ToArray())
            .With(NpgsqlDbType.Array | NpgsqlDbType.Text, query.Buckets.Count == 0 ? null : query.Buckets.Select(Words.Of).ToArray())
            .With((query.From ?? DateOnly.MinValue).DayNumber)
            .With((query.To ?? DateOnly.MaxValue).DayNumber)
            .With(NpgsqlDbType.Text, query.OrderNo)
            .With(NpgsqlDbType.Text, query.RunId)
            .With(NpgsqlDbType.Integer, query.HeldUntil?.DayNumber)
            .With(query.After?.Day.DayNumber ?? -1)
            .With(query.After?.BreakId ?? "")
            .With((long)query.Max),
        cancellationToken);

    public async ValueTask<IReadOnlyList<BreakCount>> CountBreaksAsync(string? account, bool includeResolved, CancellationToken cancellationToken) => await connections.QueryAsync(
        includeResolved ? ReconciliationSql.CountBreaks : ReconciliationSql.CountUnresolvedBreaks,
        command => command.With(NpgsqlDbType.Text, account),
        row => new BreakCount(
            row.GetString(0),
            DateOnly.FromDayNumber(row.GetInt32(1)),
            Enum.Parse<ReconciliationBucket>(row.GetString(2)),
            Enum.Parse<BreakState>(row.GetString(3)),
            row.OptionalText(4),
            row.GetInt64(5),
            row.GetInt64(6)),
        cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<OwnRecord> ReadOwnRecordsAsync(OwnRecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? after = OwnRecords.After(query); after is not null;)
        {
            var place = after;
            var rows = await connections.QueryAsync(
                ReconciliationSql.ReadOwnPayments,
                command => command.With(place).With(OwnRecords.Before(query)).With((long)PageSize).With(query.ChannelAccount),
                row => (OrderNo: row.GetString(0), Payment: row.IsDBNull(5) ? (OwnPayment?)null : OwnRow.ReadPayment(row)),
                cancellationToken).ConfigureAwait(false);
            var records = new List<OwnRecord>();
            foreach (var row in rows.Where(row => row.Payment is not null))
            {
                OwnRecords.AddPayment(records, query, row.Payment!.Value);
            }

            foreach (var record in records)
            {
                yield return record;
            }

            after = rows.DistinctBy(row => row.OrderNo, StringComparer.Ordinal).Count() == PageSize ? rows[^1].OrderNo : null;
        }

        for ((long At, string OrderNo, string RefundNo)? after = (query.From.UtcTicks, "", ""); after is { } place;)
        {
            var rows = await connections.QueryAsync(
                ReconciliationSql.ReadOwnRefunds,
                command => command.With(place.At).With(place.OrderNo).With(place.RefundNo).With(query.To).With((long)PageSize),
                row => (Refund: OwnRow.ReadRefund(row), At: row.GetInt64(10), Account: row.GetString(11)),
                cancellationToken).ConfigureAwait(false);
            foreach (var row in rows.Where(row => row.Account == query.ChannelAccount))
            {
                yield return OwnRecords.Refund(row.Refund);
            }

            after = rows.Count == PageSize ? (rows[^1].At, rows[^1].Refund.OrderNo.Value, rows[^1].Refund.RefundNo) : null;
        }
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

    private static ReconciliationRun DecodeRun(string json) =>
        JsonSerializer.Deserialize(json, PaymentsJson.Default.ReconciliationRun) ?? throw new JsonException("A run is null.");

    private static NpgsqlCommand Bind(NpgsqlCommand command, ReconciliationRun run) => command
        .With(run.RunId)
        .With(run.Version)
        .With(run.ChannelAccount)
        .With(Words.Of(run.Kind))
        .With(run.Day.DayNumber)
        .With(Words.Of(run.State))
        .With(NpgsqlDbType.Bigint, run.DueAt?.UtcTicks)
        .With(JsonSerializer.Serialize(run, PaymentsJson.Default.ReconciliationRun));

    private static NpgsqlCommand Bind(NpgsqlCommand command, IReadOnlyList<Break> rows) => command
        .Texts(rows, row => row.BreakId)
        .Longs(rows, row => row.Version)
        .Texts(rows, row => row.ChannelAccount)
        .Texts(rows, row => Words.Of(row.Kind))
        .Numbers(rows, row => row.Day.DayNumber)
        .Texts(rows, row => row.RunId)
        .Texts(rows, row => Words.Of(row.Bucket))
        .Texts(rows, row => Words.Of(row.State))
        .Texts(rows, row => row.OrderNo)
        .Texts(rows, row => row.Currency)
        .Longs(rows, row => row.StakeMinor)
        .Column(NpgsqlDbType.Boolean, rows, row => row.Held is not null)
        .Column(NpgsqlDbType.Integer, rows, row => row.SettledDay?.DayNumber)
        .Texts(rows, row => JsonSerializer.Serialize(row with { History = [] }, PaymentsJson.Default.Break))
        .Texts(rows, row => JsonSerializer.Serialize(row.History[^1], PaymentsJson.Default.BreakChange));

    private async ValueTask<IReadOnlyList<Break>> ReadAsync(string sql, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
        var found = await connections.QueryAsync(
            sql, bind, row => JsonSerializer.Deserialize(row.GetString(1), PaymentsJson.Default.Break) ?? throw new JsonException("A break is null."), cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return [];
        }

        // A change between the two statements adds lines: only those the break knows of are its history as it was read.
        var changes = (await connections.QueryAsync(
            ReconciliationSql.ReadHistories,
            command => command.Texts(found, row => row.BreakId),
            row => (BreakId: row.GetString(0), Change: JsonSerializer.Deserialize(row.GetString(1), PaymentsJson.Default.BreakChange) ?? throw new JsonException("A change of a break is null.")),
            cancellationToken).ConfigureAwait(false)).ToLookup(change => change.BreakId, change => change.Change, StringComparer.Ordinal);
        return [.. found.Select(row => row with { History = [.. changes[row.BreakId].Take((int)row.Version)] })];
    }
}
