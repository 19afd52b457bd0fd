using Npgsql;
using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>An order to make, unless its key or its merchant's number exists. The answer is whether it was made.</summary>
internal sealed class BeginWork(BeginOrder intent, CancellationToken cancellationToken) : Work<bool>(cancellationToken)
{
    public BeginOrder Intent { get; } = intent;

    public OrderRow Row { get; } = new(intent.Order, intent.NextCheckAt, intent.Events);

    public short NumberShard { get; } = Shards.Of(intent.Order.MerchantId, intent.Order.MerchantOrderNo);

    public short KeyShard { get; } = Shards.Of(intent.Order.MerchantId, intent.IdempotencyKey);
}

/// <summary>Makes the orders of many callers in one statement: key, number, order, attempts, refunds and events together.</summary>
internal sealed class BeginBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<BeginWork> batch, CancellationToken stop)
    {
        // Of several callers with one key or one number the first goes; the others find what became of it.
        var keys = new HashSet<(string, string)>();
        var numbers = new HashSet<(string, string)>();
        var first = batch.Where(work =>
            keys.Add((work.Intent.Order.MerchantId, work.Intent.IdempotencyKey)) && numbers.Add((work.Intent.Order.MerchantId, work.Intent.Order.MerchantOrderNo))).ToList();
        var made = await connections.QueryAsync(Sql.BeginOrders, command => Bind(command, first), row => row.GetInt32(0), stop).ConfigureAwait(false);
        foreach (var n in made)
        {
            first[n].Complete(true);
        }

        foreach (var work in batch)
        {
            work.Complete(false); // says nothing to those who have their answer
        }
    }

    private static void Bind(NpgsqlCommand command, IReadOnlyList<BeginWork> batch)
    {
        List<OrderRow> rows = [.. batch.Select(work => work.Row)];
        OrderRow.Bind(command, rows)
            .Shorts(batch, work => work.NumberShard)
            .Shorts(batch, work => work.KeyShard)
            .Texts(batch, work => work.Intent.IdempotencyKey)
            .Bytes(batch, work => work.Intent.Fingerprint.ToArray())
            .Times(batch, work => work.Intent.LeaseUntil)
            .Times(batch, work => work.Intent.RetainUntil);
        OrderRow.BindParts(command, rows);
        OrderRow.BindEvents(command, rows);
    }
}
