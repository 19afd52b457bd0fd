using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Payments.Coordination;
using Payments.Redis.Tests.Support;
using Payments.TestServers;

namespace Payments.Redis.Tests;

/// <summary>The connection breaks, freezes and comes back.</summary>
public sealed class LinkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_was_killed_and_comes_back_empty_is_found_again_and_heard_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await StartAsync(server);
        await using var second = await StartAsync(server);
        var heard = new System.Collections.Concurrent.ConcurrentBag<OrderNo>();
        using var sender = first.Services.GetRequiredService<ICommitBus>().Join(_ => { });
        using var listener = second.Services.GetRequiredService<ICommitBus>().Join(heard.Add);
        for (var round = 0; round < 3; round++)
        {
            await server.KillAsync();
            await Eventually.IsSoAsync(async () => !await first.IsUpAsync());
            await using (var alone = await first.Locks.TryAcquireAsync(Number(round), TimeSpan.FromSeconds(5), TimeSpan.Zero, Cancellation))
            {
                Assert.True(alone is { IsHeld: true, IsShared: false });
            }

            await server.RestartAsync();
            await first.WaitUntilUpAsync();
            await second.WaitUntilUpAsync();
            var orderNo = Number(100 + round);
            await Eventually.IsSoAsync(async () =>
            {
                sender.Announce(orderNo);
                await Task.Delay(50);
                return heard.Contains(orderNo);
            });
        }

        Assert.InRange(first.Logs.Count(10001), 1, 3);
        Assert.Equal(first.Logs.Count(10001) + 1, first.Logs.Count(10000));
    }

    [Fact]
    public async Task A_frozen_server_costs_one_wait_and_not_one_for_each_call()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await StartAsync(server);
        var limiter = node.Services.GetRequiredService<IRateLimiter>();
        var limit = new RateLimit(1_000_000, TimeSpan.FromHours(1));
        server.Freeze();
        try
        {
            var waits = 0;
            for (var i = 0; i < 1_000; i++)
            {
                var began = Stopwatch.GetTimestamp();
                Assert.True((await limiter.TryTakeAsync("k", limit, 1, Cancellation)).IsAllowed);
                waits += Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(400) ? 1 : 0;
                await Task.Delay(i < 100 ? 20 : 0, Cancellation);
            }

            // One CommandTimeout, or none where a beat found it frozen first; the beats themselves let nobody wait.
            Assert.InRange(waits, 0, 1);
            Assert.InRange(node.Logs.Count(10002), 0, 1);
        }
        finally
        {
            server.Thaw();
        }

        await node.WaitUntilUpAsync();
    }

    [Fact]
    public async Task A_cluster_with_a_node_missing_serves_the_rest_and_does_without_it_for_what_was_there()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var node = await RedisNode.StartAsync(options => options.ConnectionString = cluster.ConnectionString);
        await node.WaitUntilUpAsync();
        foreach (var master in cluster.Masters)
        {
            await master.RunCliAsync("config", "set", "cluster-require-full-coverage", "no");
        }

        await cluster.Masters[2].KillAsync();
        var limiter = node.Services.GetRequiredService<IRateLimiter>();
        var shared = 0;
        await Eventually.IsSoAsync(async () =>
        {
            shared = 0;
            for (var i = 0; i < 60; i++)
            {
                await using var held = await node.Locks.TryAcquireAsync(Number(i), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), Cancellation);
                Assert.NotNull(held);
                shared += held.IsShared ? 1 : 0;
                Assert.True((await limiter.TryTakeAsync($"k{i}", new RateLimit(1_000, TimeSpan.FromHours(1)), 1, Cancellation)).IsAllowed);
            }

            return shared > 20;
        });
        Assert.InRange(shared, 20, 59);
    }

    private static OrderNo Number(int i) => OrderNo.Create(DateTimeOffset.UtcNow, (UInt128)(ulong)i, i % OrderNo.ShardCount);

    private static async Task<RedisNode> StartAsync(RedisServer server)
    {
        var node = await RedisNode.StartAsync(options => options.ConnectionString = server.ConnectionString);
        await node.WaitUntilUpAsync();
        return node;
    }
}
