using System.Collections.Concurrent;
using Npgsql;
using Payments.Conformance;
using Payments.Storage;
using Payments.TestServers;
using Xunit;

namespace Payments.PostgreSql.Tests;

/// <summary>The server is killed in the middle of concurrent writes: what was acknowledged is there, and nothing is there by half.</summary>
public sealed class KillTests
{
    private const int Callers = 32;
    private const int Kills = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law04_a_killed_server_loses_nothing_that_was_acknowledged_and_the_store_recovers_by_itself()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = new PostgreSqlPaymentStore(new PostgreSqlStoreOptions { ConnectionString = server.ConnectionString });
        await store.InitializeAsync(Cancellation);
        var known = new ConcurrentDictionary<OrderNo, long>();
        var faults = 0;
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await LiveAsync(store, known);
                }
                catch (NpgsqlException)
                {
                    Interlocked.Increment(ref faults);
                    await Task.Delay(20);
                }
            }
        })).ToArray();

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = known.Count;
            await WaitAsync(() => known.Count > before + 300);
            await server.KillAsync();
            await WaitAsync(() => Volatile.Read(ref faults) > Callers * kill);
            await server.RestartAsync();
        }

        var after = known.Count;
        await WaitAsync(() => known.Count > after + 300);
        await stop.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.NotEqual(0, faults);
        await store.PingAsync(Cancellation);
        foreach (var (orderNo, version) in known)
        {
            var found = await store.FindOrderAsync(orderNo, Cancellation);
            Assert.True(found?.Version >= version, $"{orderNo}: acknowledged at version {version}, found {found?.Version}.");
        }

        Assert.Equal(0, await HalvesAsync(server));
    }

    private static async Task LiveAsync(PostgreSqlPaymentStore store, ConcurrentDictionary<OrderNo, long> known)
    {
        var order = Sample.Order();
        if (await store.BeginOrderAsync(Sample.Begin(order), CancellationToken.None) is not BeginOrderResult.Started)
        {
            throw new InvalidOperationException("A new order was there already.");
        }

        known[order.OrderNo] = 1;
        var commit = Sample.Next(order, it => it with { Status = OrderStatus.Paid }, Sample.Evidence(order.OrderNo));
        if (await store.CommitAsync(commit, CancellationToken.None) == CommitResult.Committed)
        {
            known[order.OrderNo] = 2;
        }
    }

    /// <summary>Counts orders whose events, evidence, attempts, number or key do not belong to their version.</summary>
    private static async Task<long> HalvesAsync(PostgresServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Search Path=payments;Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            """
            SELECT COUNT(*) FROM orders AS o WHERE
                version <> (SELECT COUNT(*) FROM events AS e WHERE e.shard = o.shard AND e.order_no = o.order_no)
                OR version - 1 <> (SELECT COUNT(*) FROM evidence AS v WHERE v.order_no = o.order_no)
                OR 1 <> (SELECT COUNT(*) FROM attempts AS a WHERE a.shard = o.shard AND a.order_no = o.order_no)
                OR 1 <> (SELECT COUNT(*) FROM merchant_numbers AS m WHERE m.merchant_id = o.merchant_id AND m.merchant_order_no = o.merchant_order_no AND m.order_no = o.order_no)
                OR 1 <> (SELECT COUNT(*) FROM idempotency AS i WHERE i.merchant_id = o.merchant_id AND i.key = 'k-' || o.order_no AND i.order_no = o.order_no)
            """,
            connection)
        { CommandTimeout = 120 };
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        for (var wait = 0; !isSo(); wait++)
        {
            Assert.True(wait < 1_200, "It did not happen within a minute.");
            await Task.Delay(50, Cancellation);
        }
    }
}
