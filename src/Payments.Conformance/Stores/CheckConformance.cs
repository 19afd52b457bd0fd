using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Orders are looked at when their time has come, by one node at a time.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class CheckConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    private static readonly DateTimeOffset LeaseEnd = Sample.Now.AddMinutes(1);

    [Fact]
    public async Task An_order_is_claimed_from_its_time_on_as_it_stands()
    {
        var order = await GivenDueAsync(Sample.Now);

        Assert.Empty(await ClaimAsync("node", Sample.Now.AddTicks(-1)));
        Same.Order(order, Assert.Single(await ClaimAsync("node")));
    }

    [Fact]
    public async Task An_order_without_a_time_is_never_claimed()
    {
        await GivenOrderAsync();

        Assert.Empty(await ClaimAsync("node", DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task An_order_of_any_status_is_claimed_when_its_time_has_come_with_all_its_parts()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            var order = await GivenOrderAsync();
            var changed = await CommitAsync(Sample.Next(order, it => it with
            {
                Status = status,
                Attempts = [it.Attempts[0] with { Route = Sample.Route() }],
                ChargeRight = it.ChargeRight.TakenBy(it.Attempts[0].AttemptNo),
                Refunds = [Sample.Refund(it.OrderNo, 1) with { Status = RefundStatus.Processing }],
            }) with { NextCheckAt = Sample.Now });

            Same.Order(changed, Assert.Single(await ClaimAsync("node")));
        }
    }

    [Fact]
    public async Task Those_that_wait_longest_are_claimed_first_and_no_more_than_asked_for()
    {
        var late = await GivenDueAsync(Sample.Now);
        var early = await GivenDueAsync(Sample.Now.AddSeconds(-2));
        var middle = await GivenDueAsync(Sample.Now.AddSeconds(-1));

        var first = await Store.ClaimDueOrdersAsync(new("node", 2, Sample.Now, LeaseEnd), Cancellation);
        var second = await Store.ClaimDueOrdersAsync(new("node", 2, Sample.Now, LeaseEnd), Cancellation);

        Assert.Equal([early.OrderNo, middle.OrderNo], first.Select(order => order.OrderNo));
        Assert.Equal(late.OrderNo, Assert.Single(second).OrderNo);
    }

    [Fact]
    public async Task A_leased_order_is_nobody_elses_until_the_last_tick_of_its_lease()
    {
        var order = await GivenDueAsync(Sample.Now);
        await ClaimAsync("one");

        Assert.Empty(await ClaimAsync("two"));
        Assert.Empty(await ClaimAsync("one"));
        Assert.Empty(await ClaimAsync("two", LeaseEnd.AddTicks(-1)));
        Assert.Equal(order.OrderNo, Assert.Single(await ClaimAsync("two", LeaseEnd)).OrderNo);
    }

    [Fact]
    public async Task An_order_that_did_not_change_is_due_again_at_the_time_given()
    {
        var order = await GivenDueAsync(Sample.Now);
        await ClaimAsync("one");
        var next = Sample.Now.AddSeconds(10);

        await Store.ScheduleCheckAsync(new(order.OrderNo, "one", next), Cancellation);

        Assert.Empty(await ClaimAsync("two", next.AddTicks(-1)));
        Same.Order(order, Assert.Single(await ClaimAsync("two", next)));
    }

    [Fact]
    public async Task An_order_that_is_not_to_be_looked_at_again_is_not()
    {
        var order = await GivenDueAsync(Sample.Now);
        await ClaimAsync("one");

        await Store.ScheduleCheckAsync(new(order.OrderNo, "one", null), Cancellation);

        Assert.Empty(await ClaimAsync("two", DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task A_settlement_is_ignored_when_the_lease_is_not_the_callers()
    {
        var order = await GivenDueAsync(Sample.Now);
        await Store.ScheduleCheckAsync(new(order.OrderNo, "stranger", null), Cancellation);
        Assert.Single(await ClaimAsync("one"));
        Assert.Single(await ClaimAsync("two", LeaseEnd, LeaseEnd.AddMinutes(1)));

        await Store.ScheduleCheckAsync(new(order.OrderNo, "one", null), Cancellation);

        Assert.Empty(await ClaimAsync("three", LeaseEnd));
        Assert.Single(await ClaimAsync("three", LeaseEnd.AddMinutes(1)));
    }

    [Fact]
    public async Task A_commit_ends_the_lease_and_says_when_to_look_again()
    {
        var order = await GivenDueAsync(Sample.Now);
        await ClaimAsync("one");
        var next = Sample.Now.AddSeconds(20);
        var changed = await CommitAsync(Sample.Next(order) with { NextCheckAt = next });

        await Store.ScheduleCheckAsync(new(order.OrderNo, "one", null), Cancellation);

        Assert.Empty(await ClaimAsync("two", next.AddTicks(-1)));
        Same.Order(changed, Assert.Single(await ClaimAsync("two", next)));
    }

    [Fact]
    public async Task A_final_order_is_never_claimed_again_even_by_the_one_who_ended_it()
    {
        var order = await GivenDueAsync(Sample.Now);
        await ClaimAsync("one");
        await CommitAsync(Sample.Next(order, each => each with { Status = OrderStatus.Closed }));

        await Store.ScheduleCheckAsync(new(order.OrderNo, "one", Sample.Now), Cancellation);

        Assert.Empty(await ClaimAsync("one", DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task A_commit_that_lost_its_race_moves_no_time()
    {
        var order = await GivenDueAsync(Sample.Now);
        await CommitAsync(Sample.Next(order) with { NextCheckAt = Sample.Now });

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(Sample.Next(order), Cancellation));

        Assert.Single(await ClaimAsync("node"));
    }

    [Fact]
    public async Task A_claim_changes_no_version()
    {
        var order = await GivenDueAsync(Sample.Now);
        await ClaimAsync("node");

        await CommitAsync(Sample.Next(order));
    }

    [Fact]
    public async Task Two_nodes_never_claim_the_same_order()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];
        await AtOnceAsync(300, async i => await nodes[i % 2].BeginOrderAsync(Sample.Begin(Sample.Order()) with { NextCheckAt = Sample.Now }, Cancellation));

        var claims = await AtOnceAsync(60, async i => await nodes[i % 2].ClaimDueOrdersAsync(new($"node-{i}", 10, Sample.Now, LeaseEnd), Cancellation));

        var claimed = claims.SelectMany(orders => orders).Select(order => order.OrderNo).ToList();
        Assert.Equal(300, claimed.Count);
        Assert.Equal(300, claimed.Distinct().Count());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("node", 0)]
    [InlineData("node", 1_001)]
    public async Task A_claim_names_its_owner_and_a_sensible_number(string owner, int max) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ClaimDueOrdersAsync(new(owner, max, Sample.Now, LeaseEnd), Cancellation).AsTask());

    private async Task<PaymentOrder> GivenDueAsync(DateTimeOffset nextCheckAt)
    {
        var order = Sample.Order();
        Assert.IsType<BeginOrderResult.Started>(await Store.BeginOrderAsync(Sample.Begin(order) with { NextCheckAt = nextCheckAt }, Cancellation));
        return order;
    }

    private ValueTask<IReadOnlyList<PaymentOrder>> ClaimAsync(string owner, DateTimeOffset? now = null, DateTimeOffset? leaseUntil = null) =>
        Store.ClaimDueOrdersAsync(new(owner, 100, now ?? Sample.Now, leaseUntil ?? LeaseEnd), Cancellation);
}
