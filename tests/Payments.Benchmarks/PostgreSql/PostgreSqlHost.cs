using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Payments.PostgreSql;
using Payments.TestServers;
using Payments.Storage;

namespace Payments.Benchmarks.PostgreSql;

/// <summary>A server of its own with its durable defaults, our store on it, and the tables of the yardstick beside ours.</summary>
internal sealed class PostgreSqlHost : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private long _number;

    private PostgreSqlHost(PostgresServer server, PostgreSqlPaymentStore store, HandDatabase hand) => (_server, Store, Hand) = (server, store, hand);

    public PostgreSqlPaymentStore Store { get; }

    public HandDatabase Hand { get; }

    public string ConnectionString => _server.ConnectionString;

    /// <param name="remembersNothing">Whether our store is to read every order, as a node does that did not make it.</param>
    public static async Task<PostgreSqlHost> StartAsync(bool remembersNothing = false)
    {
        var server = await PostgresServer.StartAsync();
        var options = new PostgreSqlStoreOptions { ConnectionString = server.ConnectionString };
        options.KnownOrders = remembersNothing ? 0 : options.KnownOrders;
        var store = new PostgreSqlPaymentStore(options);
        await store.InitializeAsync(CancellationToken.None);
        return new PostgreSqlHost(server, store, await HandDatabase.OpenAsync(server.ConnectionString));
    }

    /// <summary>An order as the engine would begin it.</summary>
    public BeginOrder Next()
    {
        var number = Interlocked.Increment(ref _number).ToString("D10", CultureInfo.InvariantCulture);
        var now = DateTimeOffset.UtcNow;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"default\nM{number}"), hash);
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var orderNo = OrderNo.Create(now, BitConverter.ToUInt128(random) >> 58, ((hash[0] << 8) | hash[1]) & (OrderNo.ShardCount - 1));
        var method = PaymentMethod.Parse("wechat.native");
        var order = new PaymentOrder
        {
            OrderNo = orderNo,
            MerchantId = Merchants.Default,
            MerchantOrderNo = "M" + number,
            Amount = Money.FromMinorUnits(8_888, Currency.Cny),
            Subject = "一杯咖啡",
            Method = method,
            Status = OrderStatus.Created,
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(30),
            UpdatedAt = now,
            Version = 1,
            LastEventSequence = 1,
            ChargeRight = default(ChargeRight).TakenBy(orderNo.ToAttemptNo(1)),
            Attempts =
            [
                new() { AttemptNo = orderNo.ToAttemptNo(1), ChannelAccount = "wechat-main", Method = method, Status = AttemptStatus.Sent, RouteReason = "the only account", CreatedAt = now, UpdatedAt = now },
            ],
        };
        return new BeginOrder
        {
            Order = order,
            IdempotencyKey = "key-" + number,
            Fingerprint = hash.ToArray(),
            Now = now,
            LeaseUntil = now.AddSeconds(30),
            RetainUntil = now.AddDays(30),
            NextCheckAt = now.AddSeconds(30),
            Events = [new OrderCreated { OrderNo = orderNo, Sequence = 1, OccurredAt = now, Order = order }],
        };
    }

    public async Task BeginAsync(BeginOrder begin)
    {
        if (await Store.BeginOrderAsync(begin, CancellationToken.None) is not BeginOrderResult.Started)
        {
            throw new InvalidOperationException("A new order was there already.");
        }
    }

    /// <summary>Reads the order, decides, commits: what a callback costs the store.</summary>
    public async Task PayAsync(BeginOrder begin)
    {
        var order = Store.RecallOrder(begin.Order.OrderNo) ?? await Store.FindOrderAsync(begin.Order.OrderNo, CancellationToken.None);
        if (await Store.CommitAsync(Pay(order!), CancellationToken.None) != CommitResult.Committed)
        {
            throw new InvalidOperationException("A callback was not applied.");
        }
    }

    public async Task<long> CountPaidAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT COUNT(*) FROM payments.orders WHERE status = 'Paid'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What a callback does to an order that was read: paid, with its evidence and its event.</summary>
    public static OrderCommit Pay(PaymentOrder order)
    {
        var now = DateTimeOffset.UtcNow;
        var paid = order with
        {
            Version = order.Version + 1,
            LastEventSequence = order.LastEventSequence + 1,
            Status = OrderStatus.Paid,
            PaidAt = now,
            PaidAttemptNo = order.Attempts[0].AttemptNo,
            ChannelTransactionId = "4200001234202603041234567890",
            UpdatedAt = now,
            ChargeRight = order.ChargeRight.Released(),
            Attempts = [order.Attempts[0] with { Status = AttemptStatus.Succeeded, ChannelTransactionId = "4200001234202603041234567890", UpdatedAt = now }],
        };
        return new OrderCommit
        {
            ExpectedVersion = order.Version,
            ExpectedUpdatedAt = order.UpdatedAt,
            Order = paid,
            NextCheckAt = null,
            Events = [new OrderPaid { OrderNo = order.OrderNo, Sequence = paid.LastEventSequence, OccurredAt = now, Order = paid }],
            Evidence = new Evidence
            {
                EvidenceId = Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture),
                ChannelAccount = "wechat-main",
                Source = EvidenceSource.Notification,
                ReceivedAt = now,
                Headers = "Wechatpay-Serial: PUB_KEY_ID_0114232134912410000000000000\nWechatpay-Timestamp: 1741152575",
                Body = new byte[900],
                Verdict = EvidenceVerdict.Applied,
                Reason = "matched",
                OrderNo = order.OrderNo,
            },
        };
    }

    /// <summary>Does something with every item, so many callers at once, and gives the time each took in microseconds where asked for.</summary>
    public static async Task<double[]> AtOnceAsync<T>(IReadOnlyList<T> items, int callers, Func<T, Task> act)
    {
        var times = new double[items.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < items.Count; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                await act(items[i]);
                times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
            }
        })));
        return times;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Hand.DisposeAsync();
        await _server.DisposeAsync();
    }
}
