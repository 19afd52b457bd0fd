using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>One change of one order.</summary>
internal sealed class CommitWork : Work<CommitResult>
{
    /// <exception cref="ArgumentException">The order's version is not one higher than the expected one.</exception>
    public CommitWork(OrderCommit commit, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        if (commit.Order.Version != commit.ExpectedVersion + 1)
        {
            throw new ArgumentException(
                $"A commit of order {commit.Order.OrderNo} goes from version {commit.ExpectedVersion} to {commit.Order.Version}: a version rises by one.",
                nameof(commit));
        }

        Commit = commit;
        Row = new OrderRow(commit.Order, commit.NextCheckAt, commit.Events);
    }

    public OrderCommit Commit { get; }

    public OrderRow Row { get; }
}

/// <summary>Applies the changes of many callers in one statement: those whose version is still the one they are based on.</summary>
internal sealed class CommitBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<CommitWork> batch, CancellationToken stop)
    {
        // One order of rows for all nodes: two statements never wait for each other.
        var ordered = batch.Count == 1 ? batch : [.. batch.OrderBy(work => work.Row.Order.OrderNo)];
        var sql = Sql.CommitOrders(
            hasRefunds: ordered.Any(static work => work.Row.Refunds.Count > 0), hasAnswers: ordered.Any(static work => work.Commit.Idempotency is not null));
        var won = await connections.QueryAsync(sql, command => Bind(command, ordered), row => row.GetInt32(0), stop).ConfigureAwait(false);
        var committed = new bool[ordered.Count];
        foreach (var n in won)
        {
            committed[n] = true;
            ordered[n].Complete(CommitResult.Committed);
        }

        for (var n = 0; n < committed.Length; n++)
        {
            if (!committed[n])
            {
                ordered[n].Complete(CommitResult.Conflict);
            }
        }
    }

    private static void Bind(Npgsql.NpgsqlCommand command, IReadOnlyList<CommitWork> batch)
    {
        List<OrderRow> rows = [.. batch.Select(work => work.Row)];
        OrderRow.Bind(command, rows);
        OrderRow.BindParts(command, rows);
        OrderRow.BindEvents(command, rows);
        EvidenceRow.Bind(command, [.. Present(batch, work => work.Commit.Evidence)]);
        BindAnswers(command, [.. Present(batch, work => work.Commit.Idempotency)], batch);
        command.OptionalTimes(batch, work => work.Commit.ExpectedUpdatedAt);
    }

    private static void BindAnswers(Npgsql.NpgsqlCommand command, IReadOnlyList<(int N, IdempotencyUpdate Update)> answers, IReadOnlyList<CommitWork> batch) => command
        .Numbers(answers, each => each.N)
        .Shorts(answers, each => Shards.Of(each.Update.MerchantId, each.Update.Key))
        .Texts(answers, each => each.Update.MerchantId)
        .Texts(answers, each => each.Update.Key)
        .Texts(answers, each => batch[each.N].Row.Order.OrderNo.Value)
        .Bytes(answers, each => each.Update.Answer?.ToArray());

    private static IEnumerable<(int N, T Part)> Present<T>(IReadOnlyList<CommitWork> batch, Func<CommitWork, T?> part)
        where T : class
    {
        for (var n = 0; n < batch.Count; n++)
        {
            if (part(batch[n]) is { } present)
            {
                yield return (n, present);
            }
        }
    }
}
