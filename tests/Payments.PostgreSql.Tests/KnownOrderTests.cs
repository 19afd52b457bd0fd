using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.PostgreSql.Tests;

/// <summary>What a node remembers of orders saves it a reading, and never shows (law 9).</summary>
public sealed class KnownOrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law09_an_order_another_node_changed_is_read_as_it_is_now()
    {
        await using var fixture = new PostgreSqlFixture();
        PostgreSqlPaymentStore[] nodes = [await OpenAsync(fixture), await OpenAsync(fixture)];
        var order = Sample.Order();
        await nodes[0].BeginOrderAsync(Sample.Begin(order), Cancellation);

        for (var version = 2; version < 12; version++)
        {
            Assert.Equal(CommitResult.Committed, await nodes[version % 2].CommitAsync(Sample.Next(order, it => it with { Subject = $"v{version}" }), Cancellation));
            foreach (var node in nodes)
            {
                order = (await node.FindOrderAsync(order.OrderNo, Cancellation))!;
                Assert.Equal((version, $"v{version}"), (order.Version, order.Subject));
            }
        }
    }

    [Fact]
    public async Task Law09_a_version_given_out_again_by_a_server_that_lost_the_last_commit_is_another_one()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await OpenAsync(fixture);
        var order = Sample.Order();
        await store.BeginOrderAsync(Sample.Begin(order), Cancellation);
        await store.CommitAsync(Sample.Next(order), Cancellation);

        await fixture.ScalarAsync("UPDATE orders SET subject = 'from the replica', updated_at = updated_at + 1");

        Assert.Equal("from the replica", (await store.FindOrderAsync(order.OrderNo, Cancellation))!.Subject);
    }

    [Fact]
    public async Task Law09_a_change_from_memory_is_not_written_over_another_history()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await OpenAsync(fixture);
        var order = Sample.Order();
        await store.BeginOrderAsync(Sample.Begin(order), Cancellation);
        var remembered = store.RecallOrder(order.OrderNo);
        Assert.Equal((order.OrderNo, order.Version), (remembered!.OrderNo, remembered.Version));

        await fixture.ScalarAsync("UPDATE orders SET subject = 'from the replica', updated_at = updated_at + 1");

        Assert.Equal(CommitResult.Conflict, await store.CommitAsync(Sample.Next(remembered) with { ExpectedUpdatedAt = remembered.UpdatedAt }, Cancellation));
        Assert.Equal("from the replica", (await store.FindOrderAsync(order.OrderNo, Cancellation))!.Subject);
    }

    [Fact]
    public async Task A_node_that_wrote_an_order_reads_it_as_any_other_does_and_after_it_is_gone_no_more()
    {
        await using var fixture = new PostgreSqlFixture();
        PostgreSqlPaymentStore[] nodes = [await OpenAsync(fixture), await OpenAsync(fixture)];
        var order = Sample.Order();
        var local = Sample.Now.AddMinutes(1).ToOffset(TimeSpan.FromHours(8));
        await nodes[0].BeginOrderAsync(Sample.Begin(order), Cancellation);
        var commit = Sample.Next(order, it => it with { Status = OrderStatus.Paid, PaidAt = local, Attempts = [Sample.Attempt(it.OrderNo, 2), .. it.Attempts] });
        await nodes[0].CommitAsync(commit, Cancellation);

        var (own, other) = (await nodes[0].FindOrderAsync(order.OrderNo, Cancellation), await nodes[1].FindOrderAsync(order.OrderNo, Cancellation));
        Assert.Equal(TimeSpan.Zero, own!.PaidAt!.Value.Offset);
        Assert.Equal(other!.Attempts.Select(each => each.AttemptNo), own.Attempts.Select(each => each.AttemptNo));
        Assert.Same(own, await nodes[0].FindOrderAsync(order.OrderNo, Cancellation)); // it is known now

        await fixture.ScalarAsync("DELETE FROM orders");
        Assert.Null(await nodes[0].FindOrderAsync(order.OrderNo, Cancellation));
    }

    [Fact]
    public void No_more_are_remembered_than_asked_for()
    {
        KnownOrders known = new(10);
        List<PaymentOrder> orders = [.. Enumerable.Range(0, 100).Select(_ => Sample.Order())];
        orders.ForEach(known.Keep);

        Assert.InRange(orders.Count(order => known.Find(order.OrderNo) is not null), 5, 10);
        KnownOrders none = new(0);
        none.Keep(orders[0]);
        Assert.Null(none.Find(orders[0].OrderNo));
    }

    private static async Task<PostgreSqlPaymentStore> OpenAsync(PostgreSqlFixture fixture)
    {
        var store = await fixture.CreateAsync();
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
