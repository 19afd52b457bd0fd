namespace Payments.PostgreSql;

/// <summary>An order to read. The answer is its rows, or <see langword="null"/>.</summary>
internal sealed class FindWork(OrderNo orderNo, CancellationToken cancellationToken) : Work<OrderParts?>(cancellationToken)
{
    public OrderNo OrderNo { get; } = orderNo;
}

/// <summary>Reads the orders of many callers in one statement, from one moment.</summary>
internal sealed class FindBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<FindWork> batch, CancellationToken stop)
    {
        var found = await ReadAsync(connections, [.. batch.Select(work => work.OrderNo)], stop).ConfigureAwait(false);
        for (var n = 0; n < batch.Count; n++)
        {
            batch[n].Complete(found[n]);
        }
    }

    /// <summary>The rows of orders, in the order asked for; each is made into an order by who asked, because one that cannot be is nobody else's fault.</summary>
    public static async Task<OrderParts?[]> ReadAsync(Connections connections, IReadOnlyList<OrderNo> orderNos, CancellationToken cancellationToken)
    {
        var found = new OrderParts?[orderNos.Count];
        await connections.QueryAsync(
            Sql.FindOrders,
            command => command
                .Column(NpgsqlTypes.NpgsqlDbType.Integer, [.. Enumerable.Range(0, orderNos.Count)], n => n)
                .Shorts(orderNos, orderNo => (short)orderNo.Shard)
                .Texts(orderNos, orderNo => orderNo.Value),
            row => (found[row.GetInt32(0)] ??= OrderParts.ReadOrder(row)).Add(row),
            cancellationToken).ConfigureAwait(false);
        return found;
    }
}
