using Payments.Coordination;
using Xunit;

namespace Payments.Conformance;

/// <summary>Rate limits and velocity counters over all nodes.</summary>
/// <typeparam name="TFixture">Makes the provider's nodes.</typeparam>
public abstract class RateLimitConformance<TFixture> : CoordinationConformance<TFixture>
    where TFixture : CoordinationFixture, new()
{
    [Fact]
    public async Task A_burst_gets_the_limit_and_the_rest_is_told_when()
    {
        var key = NewKey();
        var limit = new RateLimit(10, TimeSpan.FromSeconds(2));
        for (var i = 0; i < 10; i++)
        {
            var taken = await Nodes[i % NodeCount].Limiter.TryTakeAsync(key, limit, 1, Cancellation);
            Assert.True(taken.IsAllowed);
            Assert.Equal(TimeSpan.Zero, taken.RetryAfter);
        }

        var refused = await Nodes[0].Limiter.TryTakeAsync(key, limit, 10, Cancellation);
        Assert.False(refused.IsAllowed);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), limit.Window);
        Assert.InRange(refused.ResetAfter, TimeSpan.FromMilliseconds(1), limit.Window);

        await Task.Delay(refused.RetryAfter + TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        Assert.True((await Nodes[1].Limiter.TryTakeAsync(key, limit, 10, Cancellation)).IsAllowed);
    }

    [Fact]
    public async Task Looking_takes_nothing_and_too_many_at_once_take_none()
    {
        var key = NewKey();
        var limit = new RateLimit(5, TimeSpan.FromHours(1));
        Assert.Equal(5, (await Nodes[0].Limiter.TryTakeAsync(key, limit, 0, Cancellation)).Remaining);
        Assert.Equal(1, (await Nodes[1].Limiter.TryTakeAsync(key, limit, 4, Cancellation)).Remaining);
        var refused = await Nodes[2].Limiter.TryTakeAsync(key, limit, 2, Cancellation);
        Assert.False(refused.IsAllowed);
        Assert.Equal(1, refused.Remaining);
        Assert.True((await Nodes[3].Limiter.TryTakeAsync(key, limit, 1, Cancellation)).IsAllowed);
        Assert.Equal(0, (await Nodes[0].Limiter.TryTakeAsync(key, limit, 0, Cancellation)).Remaining);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Limiter.TryTakeAsync(key, limit, 6, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Limiter.TryTakeAsync(key, default, 1, Cancellation).AsTask());
    }

    [Fact]
    public async Task Keys_do_not_meet()
    {
        var limit = new RateLimit(1, TimeSpan.FromHours(1));
        Assert.True((await Nodes[0].Limiter.TryTakeAsync(NewKey(), limit, 1, Cancellation)).IsAllowed);
        Assert.True((await Nodes[0].Limiter.TryTakeAsync(NewKey(), limit, 1, Cancellation)).IsAllowed);
    }

    [Fact]
    public async Task Four_nodes_together_keep_a_limit_to_one_percent()
    {
        var key = NewKey();
        var limit = new RateLimit(2_000, TimeSpan.FromHours(1));

        var verdicts = await AtOnceAsync(100, async (node, _) =>
        {
            var allowed = 0;
            for (var i = 0; i < 30; i++)
            {
                allowed += (await node.Limiter.TryTakeAsync(key, limit, 1, Cancellation)).IsAllowed ? 1 : 0;
            }

            return allowed;
        });

        Assert.InRange(verdicts.Sum(), 2_000, 2_020);
    }

    [Fact]
    public async Task Four_nodes_together_keep_a_steady_limit_to_one_percent()
    {
        var key = NewKey();
        var limit = new RateLimit(1_000, TimeSpan.FromSeconds(1));
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var allowed = 0;
        await AtOnceAsync(NodeCount, async (node, _) =>
        {
            while (time.GetElapsedTime(began) < TimeSpan.FromSeconds(3))
            {
                if ((await node.Limiter.TryTakeAsync(key, limit, 1, Cancellation)).IsAllowed)
                {
                    Interlocked.Increment(ref allowed);
                }
                else
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1), time, Cancellation);
                }
            }

            return true;
        });

        // What a bucket of a thousand that refills a thousand a second lets through until then, with what nobody came for on a busy machine.
        allowed += (await Nodes[0].Limiter.TryTakeAsync(key, limit, 0, Cancellation)).Remaining;
        var ideal = 1_000 + (int)(time.GetElapsedTime(began).Ticks / TimeSpan.TicksPerMillisecond);
        Assert.InRange(allowed, ideal * 99 / 100, ideal * 101 / 100);
    }

    [Fact]
    public async Task What_all_nodes_add_comes_together_and_goes_with_time()
    {
        var key = NewKey();
        var window = TimeSpan.FromMinutes(1);
        await AtOnceAsync(200, async (node, _) => await node.Counters.AddAsync(key, 7, window, Cancellation));
        Assert.Equal(1_400, await Nodes[0].Counters.AddAsync(key, 0, window, Cancellation));
        Assert.Equal(1_401, await Nodes[1].Counters.AddAsync(key, 1, window, Cancellation));
        Assert.Equal(5, await Nodes[1].Counters.AddAsync(NewKey(), 5, window, Cancellation));

        var soon = NewKey();
        var second = TimeSpan.FromSeconds(1);
        Assert.Equal(3, await Nodes[2].Counters.AddAsync(soon, 3, second, Cancellation));
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System, Cancellation);
        Assert.Equal(10, await Nodes[2].Counters.AddAsync(soon, 7, second, Cancellation));
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System, Cancellation);
        Assert.Equal(7, await Nodes[3].Counters.AddAsync(soon, 0, second, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Counters.AddAsync(key, -1, window, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Nodes[0].Counters.AddAsync(key, 1, TimeSpan.Zero, Cancellation).AsTask());
    }
}
