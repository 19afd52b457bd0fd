using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 3: the right to be charged passes on under the order's version, so that two never hold it.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class ChargeRightConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task The_right_is_free_until_it_is_taken()
    {
        var order = await GivenOrderAsync();

        Assert.Equal(default, (await FindAsync(order.OrderNo)).ChargeRight);
    }

    [Fact]
    public async Task The_right_can_be_taken_with_the_order()
    {
        var sample = Sample.Order();
        var order = await GivenOrderAsync(sample with { ChargeRight = sample.ChargeRight.TakenBy(sample.Attempts[0].AttemptNo) });

        Same.Order(order, await FindAsync(order.OrderNo));
        Same.Order(order, await Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo, Cancellation));
    }

    [Fact]
    public async Task The_right_is_taken_released_and_taken_by_another()
    {
        var order = await GivenOrderAsync();
        var (first, second) = (order.OrderNo.ToAttemptNo(1), order.OrderNo.ToAttemptNo(2));

        var taken = await CommitAsync(Sample.Next(order, it => it with { ChargeRight = it.ChargeRight.TakenBy(first) }));
        Assert.Equal(new ChargeRight(first, 1), (await FindAsync(order.OrderNo)).ChargeRight);

        var kept = await CommitAsync(Sample.Next(taken));
        Assert.Equal(new ChargeRight(first, 1), (await FindAsync(order.OrderNo)).ChargeRight);

        var released = await CommitAsync(Sample.Next(kept, it => it with { ChargeRight = it.ChargeRight.Released() }));
        Assert.Equal(new ChargeRight(null, 1), (await FindAsync(order.OrderNo)).ChargeRight);

        await CommitAsync(Sample.Next(released, it => it with
        {
            Attempts = [it.Attempts[0], Sample.Attempt(it.OrderNo, 2)],
            ChargeRight = it.ChargeRight.TakenBy(second),
        }));
        Assert.Equal(new ChargeRight(second, 2), (await FindAsync(order.OrderNo)).ChargeRight);
    }

    [Fact]
    public async Task A_request_resumed_sees_who_holds_the_right()
    {
        var sample = Sample.Order();
        var order = await GivenOrderAsync(
            sample with
            {
                Attempts = [sample.Attempts[0] with { Route = Sample.Route() }],
                ChargeRight = sample.ChargeRight.TakenBy(sample.Attempts[0].AttemptNo),
                Refunds = [Sample.Refund(sample.OrderNo, 1)],
            },
            key: "key");

        var again = await Store.BeginOrderAsync(Sample.Begin(Sample.Order(order.MerchantOrderNo), "key", now: Sample.Now.AddMinutes(5)), Cancellation);

        Same.Order(order, Assert.IsType<BeginOrderResult.Resumed>(again).Order);
    }

    [Fact]
    public async Task Law03_a_holder_of_yesterday_takes_nothing()
    {
        var order = await GivenOrderAsync();
        var (first, second) = (order.OrderNo.ToAttemptNo(1), order.OrderNo.ToAttemptNo(2));
        await CommitAsync(Sample.Next(order, it => it with { ChargeRight = it.ChargeRight.TakenBy(first) }));

        var late = Sample.Next(order, it => it with { Attempts = [it.Attempts[0], Sample.Attempt(it.OrderNo, 2)], ChargeRight = it.ChargeRight.TakenBy(second) });

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(late, Cancellation));
        var found = await FindAsync(order.OrderNo);
        Assert.Equal(new ChargeRight(first, 1), found.ChargeRight);
        Assert.Single(found.Attempts);
    }

    [Fact]
    public async Task Law03_of_a_hundred_takers_at_two_nodes_one_holds_the_right()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];
        var order = await GivenOrderAsync();

        var results = await AtOnceAsync(100, async i => await nodes[i % 2].CommitAsync(
            Sample.Next(order, it => it with
            {
                Attempts = [it.Attempts[0], Sample.Attempt(it.OrderNo, i + 2)],
                ChargeRight = it.ChargeRight.TakenBy(it.OrderNo.ToAttemptNo(i + 2)),
            }),
            Cancellation));

        Assert.Single(results, CommitResult.Committed);
        var holder = order.OrderNo.ToAttemptNo(Array.IndexOf(results, CommitResult.Committed) + 2);
        foreach (var node in nodes)
        {
            var found = await node.FindOrderAsync(order.OrderNo, Cancellation);
            Assert.Equal(new ChargeRight(holder, 1), found?.ChargeRight);
            Assert.Equal([order.OrderNo.ToAttemptNo(1), holder], found?.Attempts.Select(attempt => attempt.AttemptNo));
        }
    }
}
