using Microsoft.Extensions.DependencyInjection;
using Payments.Coordination;
using Payments.Redis.Tests.Support;
using Payments.TestServers;

namespace Payments.Redis.Tests;

/// <summary>Locks that are lost, and servers that forget.</summary>
public sealed class LockFaultTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_never_go_back_though_the_server_forgets_everything_between_any_two()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await StartAsync(server);
        await using var second = await StartAsync(server);
        RedisNode[] nodes = [first, second];
        var orderNo = Number();
        var last = 0L;
        for (var i = 0; i < 300; i++)
        {
            if (i == 150)
            {
                await server.KillAsync();
                await server.RestartAsync();
                await first.WaitUntilUpAsync();
                await second.WaitUntilUpAsync();
            }

            // A node that never saw the order has nothing but the server to go by.
            var held = await nodes[i % 2].Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.FromSeconds(10), Cancellation);
            Assert.NotNull(held);
            Assert.True(held.FencingToken > last, $"Token {held.FencingToken} after {last}.");
            last = held.FencingToken;
            await held.DisposeAsync();
            await server.FlushAsync();
        }
    }

    [Fact]
    public async Task A_holder_hears_that_somebody_else_has_the_lock()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await StartAsync(server);
        await using var second = await StartAsync(server);
        var orderNo = Number();
        var held = (await first.Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.Zero, Cancellation))!;
        await server.FlushAsync();
        var taken = (await second.Locks.TryAcquireAsync(orderNo, TimeSpan.FromSeconds(30), TimeSpan.Zero, Cancellation))!;
        Assert.True(taken.FencingToken > held.FencingToken);

        // At the next renewal, a third of the lease later.
        await Eventually.IsSoAsync(() => held.Lost.IsCancellationRequested, seconds: 5);
        Assert.False(held.IsHeld);
        Assert.True(taken.IsHeld);
        await held.DisposeAsync();
        Assert.Null(await first.Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.Zero, Cancellation));
        await taken.DisposeAsync();
        Assert.Equal(1, first.Logs.Count(10003));
    }

    [Fact]
    public async Task A_holder_keeps_a_lock_that_the_server_forgot_and_nobody_took()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await StartAsync(server);
        await using var second = await StartAsync(server);
        var orderNo = Number();
        await using var held = (await first.Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.Zero, Cancellation))!;
        await server.FlushAsync();
        await Task.Delay(Lease, Cancellation);

        Assert.True(held.IsHeld);
        Assert.Null(await second.Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task A_holder_loses_the_lock_by_its_own_clock_when_the_server_is_gone()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await StartAsync(server);
        await using var held = (await node.Locks.TryAcquireAsync(Number(), Lease, TimeSpan.Zero, Cancellation))!;
        await server.KillAsync();
        Assert.True(held.IsHeld);
        await Eventually.IsSoAsync(() => held.Lost.IsCancellationRequested, seconds: 6);
        Assert.False(held.IsHeld);
    }

    [Fact]
    public async Task Callers_on_two_nodes_who_close_an_order_at_once_close_it_at_the_channel_once()
    {
        using var file = new NodeFile();
        await using var server = await RedisServer.StartAsync();
        var channel = new StubChannel();
        await using (var first = await StartAsync(server, file.Path, channel))
        await using (var second = await StartAsync(server, file.Path, channel))
        {
            var created = await first.Client.CreateOrderAsync(StubChannel.Request("m-1"), "k-1", Cancellation);
            var order = Assert.IsType<OrderOutcome.Accepted>(created).Order;
            channel.Latency = TimeSpan.FromMilliseconds(50);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? first : second).Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation)));
            Assert.All(outcomes, outcome => Assert.Equal(OrderStatus.Closed, Assert.IsType<OrderOutcome.Accepted>(outcome).Order.Status));
            Assert.Equal(1, channel.Closes);
            Assert.Equal(2, channel.Queries);
        }
    }

    private static OrderNo Number() => OrderNo.Create(DateTimeOffset.UtcNow, (UInt128)(ulong)Random.Shared.NextInt64(), 7);

    private static async Task<RedisNode> StartAsync(RedisServer server, string? file = null, StubChannel? channel = null)
    {
        var node = await RedisNode.StartAsync(options => options.ConnectionString = server.ConnectionString, file, channel);
        await node.WaitUntilUpAsync();
        return node;
    }
}
