using Payments.Coordination;
using Xunit;

namespace Payments.Conformance;

/// <summary>Order locks: turns, tokens, leases.</summary>
/// <typeparam name="TFixture">Makes the provider's nodes.</typeparam>
public abstract class LockConformance<TFixture> : CoordinationConformance<TFixture>
    where TFixture : CoordinationFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_at_a_time_holds_the_lock_and_tokens_rise_in_the_order_of_the_holders()
    {
        var orderNo = Sample.Order().OrderNo;
        var inside = 0;
        var most = 0;
        var tokens = new List<long>();

        await AtOnceAsync(60, async (node, _) =>
        {
            await using var held = await node.Locks.TryAcquireAsync(orderNo, Lease, Patience, Cancellation);
            Assert.NotNull(held);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            lock (tokens)
            {
                tokens.Add(held.FencingToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
            Interlocked.Decrement(ref inside);
            return true;
        });

        Assert.Equal(1, most);
        Assert.Equal(60, tokens.Count);
        Assert.Equal(tokens.Distinct().Order(), tokens);
    }

    [Fact]
    public async Task A_lock_that_is_held_is_not_given_and_one_given_back_is()
    {
        var orderNo = Sample.Order().OrderNo;
        var held = await AcquireAsync(Nodes[0], orderNo);
        Assert.True(held.IsHeld);
        Assert.Equal(orderNo, held.OrderNo);
        Assert.Null(await Nodes[1].Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.Zero, Cancellation));
        Assert.Null(await Nodes[1].Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.FromMilliseconds(60), Cancellation));

        await held.DisposeAsync();
        await held.DisposeAsync();
        Assert.False(held.IsHeld);
        await using var next = await AcquireAsync(Nodes[1], orderNo);
        Assert.True(next.FencingToken > held.FencingToken);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Whoever_waits_gets_it_soon_after_it_is_given_back()
    {
        var orderNo = Sample.Order().OrderNo;
        var held = await AcquireAsync(Nodes[0], orderNo);
        var waiting = Nodes[1].Locks.TryAcquireAsync(orderNo, Lease, Patience, Cancellation).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        Assert.False(waiting.IsCompleted);

        await held.DisposeAsync();
        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_lock_is_renewed_for_as_long_as_it_is_held()
    {
        var orderNo = Sample.Order().OrderNo;
        var lease = TimeSpan.FromMilliseconds(600);
        await using var held = await Nodes[0].Locks.TryAcquireAsync(orderNo, lease, Patience, Cancellation);
        Assert.NotNull(held);

        Assert.Null(await Nodes[1].Locks.TryAcquireAsync(orderNo, lease, TimeSpan.FromMilliseconds(2_000), Cancellation));
        Assert.True(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Locks_of_different_orders_do_not_meet()
    {
        var first = await AcquireAsync(Nodes[0], Sample.Order().OrderNo);
        var second = await AcquireAsync(Nodes[1], Sample.Order().OrderNo);
        await first.DisposeAsync();
        Assert.True(second.IsHeld);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_the_cancellation_and_leaves_the_lock_alone()
    {
        var orderNo = Sample.Order().OrderNo;
        var held = await AcquireAsync(Nodes[0], orderNo);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Nodes[1].Locks.TryAcquireAsync(orderNo, Lease, Patience, source.Token).AsTask());
        Assert.True(held.IsHeld);
        await held.DisposeAsync();
        await (await AcquireAsync(Nodes[2], orderNo)).DisposeAsync();
    }

    [Fact]
    public async Task Times_out_of_range_are_refused()
    {
        var orderNo = Sample.Order().OrderNo;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Locks.TryAcquireAsync(orderNo, TimeSpan.Zero, Patience, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Locks.TryAcquireAsync(orderNo, TimeSpan.FromHours(1), Patience, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.FromHours(1), Cancellation).AsTask());
    }

    private static async Task<IOrderLock> AcquireAsync(CoordinationNode node, OrderNo orderNo)
    {
        var held = await node.Locks.TryAcquireAsync(orderNo, Lease, Patience, Cancellation);
        Assert.NotNull(held);
        return held;
    }
}
