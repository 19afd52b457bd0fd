using Npgsql;
using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.PostgreSql.Tests;

/// <summary>Callers that share a statement: what happens to one is nobody else's business.</summary>
public sealed class GroupCommitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_that_wait_together_share_statements()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await OpenAsync(fixture);

        await fixture.WhileLockedAsync("orders", 200, async _ => await store.BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation));

        Assert.InRange(await fixture.QueryAsync("SELECT COUNT(DISTINCT xmin::text) FROM orders"), 1, 6);
    }

    [Fact]
    public async Task A_poisoned_row_fails_alone()
    {
        await using var fixture = new PostgreSqlFixture(isFresh: true);
        var store = await OpenAsync(fixture);
        await fixture.ScalarAsync("""
            CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$;
            CREATE TRIGGER poison BEFORE INSERT ON evidence FOR EACH ROW WHEN (new.reason = 'poison') EXECUTE FUNCTION poison();
            """);
        var orders = new List<PaymentOrder>();
        for (var i = 0; i < 30; i++)
        {
            orders.Add(Sample.Order());
            await store.BeginOrderAsync(Sample.Begin(orders[i]), Cancellation);
        }

        var results = await fixture.WhileLockedAsync("orders", orders.Count, async i =>
        {
            var evidence = Sample.Evidence(orders[i].OrderNo) with { Reason = i % 5 == 0 ? "poison" : "matched" };
            try
            {
                return await store.CommitAsync(Sample.Next(orders[i], evidence: evidence), Cancellation) == CommitResult.Committed;
            }
            catch (PostgresException fault)
            {
                Assert.Contains("poison", fault.MessageText, StringComparison.Ordinal);
                return false;
            }
        });

        Assert.Equal(orders.Select((_, i) => i % 5 != 0), results);
        for (var i = 0; i < orders.Count; i++)
        {
            Assert.Equal(results[i] ? 2 : 1, (await store.FindOrderAsync(orders[i].OrderNo, Cancellation))!.Version);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd83c)] // half a pair
    public async Task A_text_the_server_cannot_keep_fails_alone(int letter)
    {
        var text = "Tea" + (char)letter;
        await using var fixture = new PostgreSqlFixture();
        var store = await OpenAsync(fixture);

        var results = await fixture.WhileLockedAsync("orders", 20, async i =>
        {
            var order = Sample.Order() with { Subject = i == 7 ? text : "Tea" };
            try
            {
                return await store.BeginOrderAsync(Sample.Begin(order), Cancellation) is BeginOrderResult.Started;
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{i}: {fault}");
                return false;
            }
        });

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i != 7), results);
        await store.PingAsync(Cancellation);
    }

    [Fact]
    public async Task A_number_taken_at_once_under_two_keys_at_two_nodes_makes_one_order_again_and_again()
    {
        await using var fixture = new PostgreSqlFixture();
        PostgreSqlPaymentStore[] nodes = [await OpenAsync(fixture), await OpenAsync(fixture)];

        for (var round = 0; round < 30; round++)
        {
            var number = $"m-{round}";
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
                async () => await nodes[i % 2].BeginOrderAsync(Sample.Begin(Sample.Order(number), $"key-{round}-{i}"), Cancellation), Cancellation)));
            Assert.Single(results, result => result is BeginOrderResult.Started);
            Assert.Equal(7, results.Count(result => result is BeginOrderResult.MerchantOrderNoTaken));
        }

        Assert.Equal(30, await fixture.QueryAsync("SELECT COUNT(*) FROM idempotency"));
    }

    [Fact]
    public async Task An_event_written_while_the_one_before_is_delivered_is_never_forgotten()
    {
        await using var fixture = new PostgreSqlFixture();
        PostgreSqlPaymentStore[] nodes = [await OpenAsync(fixture), await OpenAsync(fixture)];

        for (var round = 0; round < 60; round++)
        {
            var order = Sample.Order();
            await nodes[0].BeginOrderAsync(Sample.Begin(order), Cancellation);
            var item = Assert.Single(await nodes[1].ClaimEventsAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation));
            await Task.WhenAll(
                Task.Run(() => nodes[0].CommitAsync(Sample.Next(order), Cancellation).AsTask(), Cancellation),
                Task.Run(() => nodes[1].SettleEventsAsync([Delivered(item)], Cancellation).AsTask(), Cancellation));

            var second = Assert.Single(await nodes[1].ClaimEventsAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation));
            Assert.Equal((order.OrderNo, 2), (second.Event.OrderNo, second.Event.Sequence));
            await nodes[1].SettleEventsAsync([Delivered(second)], Cancellation);
        }
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_is_not_done()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await fixture.CreateAsync(options => options.Lanes = 1);
        await store.InitializeAsync(Cancellation);
        var order = Sample.Order();
        Task blocking;
        await using (await fixture.LockAsync("orders"))
        {
            blocking = store.BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation).AsTask();
            await Task.Delay(100, Cancellation);
            using var source = new CancellationTokenSource();
            var waiting = store.BeginOrderAsync(Sample.Begin(order), source.Token).AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            Assert.False(blocking.IsCompleted);
        }

        await blocking;
        Assert.IsType<BeginOrderResult.Started>(await store.BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation));
        Assert.Null(await store.FindOrderAsync(order.OrderNo, Cancellation));
    }

    private static async Task<PostgreSqlPaymentStore> OpenAsync(PostgreSqlFixture fixture)
    {
        var store = await fixture.CreateAsync();
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private static OutboxSettlement Delivered(OutboxItem item) => new()
    {
        OrderNo = item.Event.OrderNo,
        Sequence = item.Event.Sequence,
        Owner = item.Owner,
        State = OutboxState.Delivered,
        Attempts = 1,
        DeliveredTo = [],
    };
}
