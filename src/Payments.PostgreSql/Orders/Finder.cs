namespace Payments.PostgreSql;

/// <summary>Looks orders up.</summary>
internal sealed class Finder(Connections connections, Lanes<FindWork> lanes, KnownOrders known)
{
    /// <summary>The order as this node knows it, not asked for.</summary>
    public PaymentOrder? Recall(OrderNo orderNo) => known.Find(orderNo);

    public async ValueTask<PaymentOrder?> FindAsync(OrderNo orderNo, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new FindWork(orderNo, known.Find(orderNo), cancellationToken);
        await lanes.EnqueueAsync(orderNo.Shard, work, cancellationToken).ConfigureAwait(false);
        var found = await work.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (found.IsKnown)
        {
            return work.Known;
        }

        var order = found.Parts?.ToOrder();
        if (order is not null)
        {
            known.Keep(order);
        }

        return order;
    }

    public async ValueTask<PaymentOrder?> FindAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken) =>
        await FindNumberAsync(merchantId, merchantOrderNo, cancellationToken).ConfigureAwait(false) is { } orderNo
            ? await FindAsync(orderNo, cancellationToken).ConfigureAwait(false)
            : null;

    public async ValueTask<OrderNo?> FindNumberAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken)
    {
        var found = await connections.QueryAsync(
            Sql.FindNumber,
            command => command.With(Shards.Of(merchantId, merchantOrderNo)).With(merchantId).With(merchantOrderNo),
            row => row.OrderNo(0),
            cancellationToken).ConfigureAwait(false);
        return found is [var orderNo] ? orderNo : null;
    }
}
