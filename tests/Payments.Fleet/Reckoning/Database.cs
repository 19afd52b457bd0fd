using System.Collections.Concurrent;
using Npgsql;
using Payments.Storage;

namespace Payments.Fleet.Reckoning;

/// <summary>What the database has, read beside the engine.</summary>
internal sealed class Database(string connectionString, IPaymentStore store) : IAsyncDisposable
{
    private const int AtOnce = 64;
    private const int MostTries = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Unpooled: a pool would hold connections of a server that was killed since.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString + ";Search Path=payments;Pooling=False");

    /// <summary>The newest order number, or an empty text: later orders sort behind it.</summary>
    public async Task<string> NewestAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("SELECT coalesce(max(order_no), '') FROM orders WHERE order_no > $1", "", row => row.GetString(0), cancellationToken))[0];

    /// <summary>Orders after that number that wait for payment, with their attempts at Alipay.</summary>
    public async Task<List<OpenOrder>> OpenOrdersAsync(string after, CancellationToken cancellationToken) => await ReadAsync(
        """
        SELECT o.order_no, coalesce((SELECT array_agg(a.attempt_no) FROM attempts a WHERE a.shard = o.shard AND a.order_no = o.order_no AND a.channel_account LIKE 'alipay%'), '{}')
        FROM orders o WHERE o.order_no > $1 AND o.status IN ('Created', 'Pending')
        """,
        after,
        row => new OpenOrder(row.GetString(0), row.GetFieldValue<string[]>(1)),
        cancellationToken);

    /// <summary>How many attempts, refunds and events are not at their end.</summary>
    public async Task<long> BusyAsync(string after, CancellationToken cancellationToken) => (await ReadAsync(
        """
        SELECT (SELECT count(*) FROM attempts WHERE order_no > $1 AND status IN ('Sent', 'AwaitingPayer', 'Unknown'))
            + (SELECT count(*) FROM refunds WHERE order_no > $1 AND status NOT IN ('Succeeded', 'Failed'))
            + (SELECT count(*) FROM events WHERE order_no > $1 AND state = 'Pending')
        """,
        after,
        row => row.GetInt64(0),
        cancellationToken))[0];

    public Task<List<string>> EventIdsAsync(string after, CancellationToken cancellationToken) =>
        ReadAsync("SELECT order_no || '-' || sequence FROM events WHERE order_no > $1", after, row => row.GetString(0), cancellationToken);

    public Task<List<EventRow>> EventsAsync(string after, CancellationToken cancellationToken) => ReadAsync(
        "SELECT order_no, sequence, payload::json ->> 'type', state FROM events WHERE order_no > $1",
        after,
        row => new EventRow(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3)),
        cancellationToken);

    /// <summary>The evidence of these orders, and of none.</summary>
    public Task<List<EvidenceRow>> EvidenceAsync(string after, CancellationToken cancellationToken) => ReadAsync(
        "SELECT order_no, verdict, notification_id FROM evidence WHERE order_no > $1 OR order_no IS NULL",
        after,
        row => new EvidenceRow(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
        cancellationToken);

    public async Task<IReadOnlyList<PaymentOrder>> OrdersAsync(string after, CancellationToken cancellationToken)
    {
        var numbers = await ReadAsync("SELECT order_no FROM orders WHERE order_no > $1", after, row => row.GetString(0), cancellationToken);
        var orders = new ConcurrentBag<PaymentOrder>();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (number, token) =>
            orders.Add(await FindAsync(OrderNo.Parse(number), token)));
        return [.. orders];
    }

    /// <summary>The store's pool may hold connections of a server that was killed since: each of them fails once.</summary>
    private async Task<PaymentOrder> FindAsync(OrderNo orderNo, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await store.FindOrderAsync(orderNo, cancellationToken))!;
            }
            catch (NpgsqlException) when (tries < MostTries)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<List<T>> ReadAsync<T>(string sql, string after, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.AddWithValue(after);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var list = new List<T>();
        while (await row.ReadAsync(cancellationToken))
        {
            list.Add(read(row));
        }

        return list;
    }
}

/// <summary>An order that waits for payment.</summary>
internal sealed record OpenOrder(string OrderNo, IReadOnlyList<string> Alipay);
