using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Many nodes on the same data, schemas, cancellation and health.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class NodesConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task Many_nodes_initialise_at_once()
    {
        await using var fresh = new TFixture();
        var nodes = new List<IPaymentStore>();
        for (var i = 0; i < 8; i++)
        {
            nodes.Add(await fresh.CreateStoreAsync());
        }

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.InitializeAsync(Cancellation), Cancellation)));

        var order = Sample.Order();
        Assert.IsType<BeginOrderResult.Started>(await nodes[0].BeginOrderAsync(Sample.Begin(order), Cancellation));
        Same.Order(order, await nodes[7].FindOrderAsync(order.OrderNo, Cancellation));
    }

    [Fact]
    public async Task Initialising_again_keeps_what_is_there()
    {
        var order = await GivenOrderAsync();
        await Store.InitializeAsync(Cancellation);
        var node = await OpenNodeAsync();

        Same.Order(order, await node.FindOrderAsync(order.OrderNo, Cancellation));
        Same.Order(order, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task A_schema_newer_than_the_package_is_refused()
    {
        var order = await GivenOrderAsync();
        await Fixture.MakeSchemaNewerAsync();
        var node = await Fixture.CreateStoreAsync();

        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => node.InitializeAsync(Cancellation));

        Assert.Contains("version", Assert.Single(refused.Problems).Problem, StringComparison.Ordinal);
        Same.Order(order, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task What_one_node_writes_another_reads_at_once()
    {
        var other = await OpenNodeAsync();
        for (var i = 0; i < 20; i++)
        {
            var order = await GivenOrderAsync();
            Same.Order(order, await other.FindOrderAsync(order.OrderNo, Cancellation));
            Assert.Equal(CommitResult.Committed, await other.CommitAsync(Sample.Next(order), Cancellation));
            Assert.Equal(2, (await FindAsync(order.OrderNo)).Version);
            Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(Sample.Next(order), Cancellation));
        }
    }

    [Fact]
    public async Task Law05_one_key_at_two_nodes_makes_one_order()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];

        var results = await AtOnceAsync(200, async i => await nodes[i % 2].BeginOrderAsync(Sample.Begin(Sample.Order("m-1"), "key"), Cancellation));

        Assert.Single(results, result => result is BeginOrderResult.Started);
        Assert.Equal(199, results.Count(result => result is BeginOrderResult.InFlight));
    }

    [Fact]
    public async Task Law09_one_version_at_two_nodes_is_committed_once()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];
        var order = await GivenOrderAsync();

        var results = await AtOnceAsync(200, async i => await nodes[i % 2].CommitAsync(Sample.Next(order), Cancellation));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(2, (await EventsAsync(order.OrderNo)).Count);
    }

    [Fact]
    public async Task Two_nodes_never_claim_the_same_event()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];
        await AtOnceAsync(300, async i => await nodes[i % 2].BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation));

        var claims = await AtOnceAsync(60, async i =>
            await nodes[i % 2].ClaimEventsAsync(new($"node-{i}", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation));

        var claimed = claims.SelectMany(items => items).Select(item => item.Event.EventId).ToList();
        Assert.Equal(claimed.Count, claimed.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(300, claimed.Count);
    }

    [Fact]
    public async Task A_cancelled_call_says_so_and_the_store_goes_on()
    {
        var order = await GivenOrderAsync();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cancelled = source.Token;
        Func<Task>[] calls =
        [
            () => Store.BeginOrderAsync(Sample.Begin(Sample.Order()), cancelled).AsTask(),
            () => Store.FindOrderAsync(order.OrderNo, cancelled).AsTask(),
            () => Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo, cancelled).AsTask(),
            () => Store.CommitAsync(Sample.Next(order), cancelled).AsTask(),
            () => Store.RecordEvidenceAsync(Sample.Evidence(), cancelled).AsTask(),
            () => Store.ReadEvidenceAsync(order.OrderNo, 1, cancelled).AsTask(),
            () => Store.ReadRecentEvidenceAsync("wechat-main", 1, cancelled).AsTask(),
            () => Store.ReadEventsAsync(order.OrderNo, 0, 1, cancelled).AsTask(),
            () => Store.ClaimEventsAsync(new("node", 1, Sample.Now, Sample.Now), cancelled).AsTask(),
            () => Store.SettleEventsAsync([], cancelled).AsTask(),
            () => Store.ReadDeadLettersAsync(1, cancelled).AsTask(),
            () => Store.ReplayDeadLetterAsync("x", Sample.Now, cancelled).AsTask(),
            () => Store.ClaimDueOrdersAsync(new("node", 1, Sample.Now, Sample.Now), cancelled).AsTask(),
            () => Store.ScheduleCheckAsync(new(order.OrderNo, "node", Sample.Now), cancelled).AsTask(),
            () => Store.PurgeIdempotencyAsync(Sample.Now, 1, cancelled).AsTask(),
            () => Store.RecordSwitchAsync(Sample.Switch(), cancelled).AsTask(),
            () => Store.ReadSwitchesAsync(cancelled).AsTask(),
            () => Store.ReadSwitchHistoryAsync("wechat-main", 1, cancelled).AsTask(),
            () => Store.PingAsync(cancelled),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        }

        await CommitAsync(Sample.Next(await FindAsync(order.OrderNo)));
    }

    [Fact]
    public async Task Calls_cancelled_in_the_middle_happen_whole_or_not_at_all()
    {
        var orders = new List<PaymentOrder>();
        for (var i = 0; i < 100; i++)
        {
            orders.Add(await GivenOrderAsync());
        }

        await AtOnceAsync(orders.Count, async i =>
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMicroseconds(20 * i));
            try
            {
                await Store.CommitAsync(Sample.Next(orders[i], evidence: Sample.Evidence(orders[i].OrderNo)), source.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        });

        // What was cancelled may still be on its way: it must end whole, not at once.
        foreach (var before in orders)
        {
            for (var wait = 0; !await IsWholeAsync(before.OrderNo); wait++)
            {
                Assert.True(wait < 100, $"Order {before.OrderNo} stays half written.");
                await Task.Delay(50, Cancellation);
            }
        }
    }

    [Fact]
    public async Task A_store_that_can_write_says_so() => await Store.PingAsync(Cancellation);

    [Fact]
    public async Task Reading_no_rows_is_refused_rather_than_reading_all()
    {
        var order = await GivenOrderAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadEventsAsync(order.OrderNo, 0, 0, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadEvidenceAsync(order.OrderNo, -1, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadRecentEvidenceAsync("wechat-main", 0, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadDeadLettersAsync(0, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ReadSwitchHistoryAsync("wechat-main", 0, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.PurgeIdempotencyAsync(Sample.Now, 0, Cancellation).AsTask());
    }

    private async Task<bool> IsWholeAsync(OrderNo orderNo)
    {
        var order = await FindAsync(orderNo);
        return (await EventsAsync(orderNo)).Count == order.Version
            && (await Store.ReadEvidenceAsync(orderNo, 10, Cancellation)).Count == order.Version - 1;
    }
}
