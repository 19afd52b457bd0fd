using NpgsqlTypes;

namespace Payments.PostgreSql;

/// <summary>An order to read.</summary>
internal sealed class FindWork(OrderNo orderNo, PaymentOrder? known, CancellationToken cancellationToken) : Work<FoundOrder>(cancellationToken)
{
    public OrderNo OrderNo { get; } = orderNo;

    /// <summary>What this node knows of it; <see langword="null"/> for nothing.</summary>
    public PaymentOrder? Known { get; } = known;
}

/// <summary>What there is.</summary>
/// <param name="IsKnown">It is as this node knows it.</param>
/// <param name="Parts">Its rows, where it is not; <see langword="null"/> where there is no such order.</param>
internal readonly record struct FoundOrder(bool IsKnown, OrderParts? Parts);

/// <summary>Reads the orders of many callers in one statement, from one moment. Of those this node knows it asks first whether they are still so.</summary>
internal sealed class FindBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<FindWork> batch, CancellationToken stop)
    {
        List<FindWork> known = [.. batch.Where(work => work.Known is not null)];
        if (known.Count > 0)
        {
            await ConfirmAsync(known, stop).ConfigureAwait(false);
        }

        List<FindWork> rest = [.. batch.Where(work => !work.Done.IsCompleted)];
        if (rest.Count > 0)
        {
            var found = await ReadAsync(connections, [.. rest.Select(work => work.OrderNo)], stop).ConfigureAwait(false);
            for (var n = 0; n < rest.Count; n++)
            {
                rest[n].Complete(new FoundOrder(IsKnown: false, found[n]));
            }
        }
    }

    /// <summary>The rows of orders, in the order asked for; each is made into an order by who asked, because one that cannot be is nobody else's fault.</summary>
    public static async Task<OrderParts?[]> ReadAsync(Connections connections, IReadOnlyList<OrderNo> orderNos, CancellationToken cancellationToken)
    {
        var found = new OrderParts?[orderNos.Count];
        await connections.QueryAsync(
            Sql.FindOrders,
            command => command
                .Column(NpgsqlDbType.Integer, [.. Enumerable.Range(0, orderNos.Count)], n => n)
                .Shorts(orderNos, orderNo => (short)orderNo.Shard)
                .Texts(orderNos, orderNo => orderNo.Value),
            row => (found[row.GetInt32(0)] ??= OrderParts.ReadOrder(row)).Add(row),
            cancellationToken).ConfigureAwait(false);
        return found;
    }

    private async Task ConfirmAsync(List<FindWork> known, CancellationToken cancellationToken)
    {
        var same = await connections.QueryAsync(
            Sql.ConfirmOrders,
            command => command
                .Column(NpgsqlDbType.Integer, [.. Enumerable.Range(0, known.Count)], n => n)
                .Shorts(known, work => (short)work.OrderNo.Shard)
                .Texts(known, work => work.OrderNo.Value)
                .Longs(known, work => work.Known!.Version)
                .Times(known, work => work.Known!.UpdatedAt),
            row => row.GetInt32(0),
            cancellationToken).ConfigureAwait(false);
        foreach (var n in same)
        {
            known[n].Complete(new FoundOrder(IsKnown: true, Parts: null));
        }
    }
}
