using System.Globalization;
using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.PostgreSql.Tests;

public sealed class SchemaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_nodes_make_a_new_schema_at_once_again_and_again()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var fixture = new PostgreSqlFixture(isFresh: true);
            var nodes = new List<PostgreSqlPaymentStore>();
            for (var i = 0; i < 8; i++)
            {
                nodes.Add(await fixture.CreateAsync());
            }

            await Task.WhenAll(nodes.Select(node => Task.Run(() => node.InitializeAsync(Cancellation), Cancellation)));

            Assert.Equal(Migrations.All.Count, await fixture.QueryAsync("SELECT COUNT(*) FROM schema_version"));
        }
    }

    [Fact]
    public async Task Migrations_run_once_each_in_order_and_one_that_fails_leaves_the_schema_as_it_was()
    {
        await using var fixture = new PostgreSqlFixture(isFresh: true);
        string[] history = ["CREATE TABLE steps (step text); INSERT INTO steps VALUES ('1')", "INSERT INTO steps VALUES ('2')", "CREATE TABLE half (x integer); SELECT * FROM nowhere"];

        Assert.Equal((0, 1), await MigrateAsync(fixture, history[..1]));
        Assert.Equal((1, 2), await MigrateAsync(fixture, history[..2]));
        Assert.Equal((2, 2), await MigrateAsync(fixture, history[..2]));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => MigrateAsync(fixture, history));

        Assert.Equal("12", await fixture.ScalarAsync("SELECT string_agg(step, '' ORDER BY step) FROM steps"));
        Assert.Equal(2, await fixture.QueryAsync("SELECT MAX(version) FROM schema_version"));
        Assert.Equal(0, await fixture.QueryAsync("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'half'"));
    }

    [Fact]
    public async Task Everything_of_an_order_lies_in_the_partition_of_its_shard()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await fixture.CreateAsync();
        await store.InitializeAsync(Cancellation);
        for (var i = 0; i < 40; i++)
        {
            var order = Sample.Order();
            await store.BeginOrderAsync(Sample.Begin(order), Cancellation);
            await store.CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1)] }), Cancellation);
        }

        const string Places = """
            SELECT COUNT(*) FROM orders o
            JOIN attempts a USING (shard, order_no) JOIN refunds r USING (shard, order_no) JOIN events e USING (shard, order_no)
            WHERE right(o.tableoid::regclass::text, 1) = ALL (ARRAY[right(a.tableoid::regclass::text, 1), right(r.tableoid::regclass::text, 1), right(e.tableoid::regclass::text, 1)])
            """;
        Assert.Equal(80, await fixture.QueryAsync(Places)); // two events each
        Assert.InRange(await fixture.QueryAsync("SELECT COUNT(DISTINCT tableoid) FROM orders"), 4, 8);
    }

    [Fact]
    public async Task No_statement_of_the_hot_path_reads_a_whole_table()
    {
        await using var fixture = new PostgreSqlFixture(isFresh: true);
        var store = await fixture.CreateAsync();
        await store.InitializeAsync(Cancellation);
        for (var i = 0; i < 200; i++)
        {
            var order = InShard7(i);
            var begin = Sample.Begin(order) with { NextCheckAt = Sample.Now };
            await store.BeginOrderAsync(begin, Cancellation);
            await store.BeginOrderAsync(begin, Cancellation);
            await store.FindOrderAsync(order.OrderNo, Cancellation);
            await store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo, Cancellation);
            await store.CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1)] }, Sample.Evidence(order.OrderNo), new(order.MerchantId, begin.IdempotencyKey, "answer"u8.ToArray())), Cancellation);
            await store.CommitAsync(Sample.Next(order), Cancellation);
            await store.SettleEventsAsync([.. (await store.ClaimEventsAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation)).Select(item => Settle(item))], Cancellation);
            await store.ClaimDueOrdersAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation);
        }

        await store.DisposeAsync(); // the server's counters of a session are seen at its end
        await Task.Delay(500, Cancellation);
        var scanned = Convert.ToString(await fixture.ScalarAsync($"SELECT string_agg(relname || ' ' || seq_tup_read, ', ') FROM pg_stat_user_tables WHERE schemaname = '{fixture.Schema}' AND seq_tup_read > 0 AND relname NOT IN ('schema_version', 'health')"), CultureInfo.InvariantCulture);
        Assert.Equal("", scanned);
        foreach (var table in new[] { "orders", "attempts", "refunds", "events", "idempotency", "merchant_numbers", "evidence" })
        {
            var read = await fixture.QueryAsync($"SELECT COALESCE(SUM(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE schemaname = '{fixture.Schema}' AND relname LIKE '{table}\\_%'");
            Assert.True(read < 8_000, $"200 lives of orders read {read} entries of the indexes of {table}.");
        }
    }

    /// <summary>All in one partition and one shard: an index that leads to the shard only would show.</summary>
    private static PaymentOrder InShard7(int i)
    {
        var orderNo = OrderNo.Create(Sample.Now, (UInt128)i, shard: 7);
        return Sample.Order() with { OrderNo = orderNo, MerchantOrderNo = $"m-{i}", Attempts = [Sample.Attempt(orderNo, 1)] };
    }

    private static OutboxSettlement Settle(OutboxItem item) => new()
    {
        OrderNo = item.Event.OrderNo,
        Sequence = item.Event.Sequence,
        Owner = item.Owner,
        State = OutboxState.Delivered,
        Attempts = 1,
        DeliveredTo = [],
    };

    private static async Task<(int From, int To)> MigrateAsync(PostgreSqlFixture fixture, string[] history)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = (await SharedServer.GetAsync()).ConnectionString, Schema = fixture.Schema };
        await using var connections = new Connections(options);
        return await new Migrator(connections, options.Schema, history, new StartFault("Payments:PostgreSql:ConnectionString")).MigrateAsync(Cancellation);
    }
}
