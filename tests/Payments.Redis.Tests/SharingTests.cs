using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Coordination;
using Payments.Redis.Tests.Support;
using Payments.Storage;
using Payments.TestServers;

namespace Payments.Redis.Tests;

/// <summary>Notes: what nodes know of accounts and switches.</summary>
public sealed class SharingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notes_are_kept_for_their_time_and_a_server_that_is_gone_is_said_to_be()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await StartAsync(server);
        await using var second = await StartAsync(server);
        var notes = first.Services.GetRequiredService<ISharedNotes>();
        await notes.WriteAsync("k", "one"u8.ToArray(), TimeSpan.FromSeconds(1), Cancellation);
        await notes.WriteAsync("k", "two"u8.ToArray(), TimeSpan.FromSeconds(1), Cancellation);
        var elsewhere = second.Services.GetRequiredService<ISharedNotes>();
        Assert.Equal("two"u8.ToArray(), await elsewhere.ReadAsync("k", Cancellation));
        Assert.Null(await elsewhere.ReadAsync("other", Cancellation));
        await Eventually.IsSoAsync(async () => await elsewhere.ReadAsync("k", Cancellation) is null);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => notes.WriteAsync("k", new byte[65_537], TimeSpan.FromSeconds(1), Cancellation).AsTask());

        await server.KillAsync();
        await Assert.ThrowsAsync<IOException>(() => notes.ReadAsync("k", Cancellation).AsTask());
        await Assert.ThrowsAsync<IOException>(() => notes.WriteAsync("k", default, TimeSpan.FromSeconds(1), Cancellation).AsTask());
    }

    [Fact]
    public async Task What_one_node_finds_out_of_an_account_another_hears()
    {
        await using var server = await RedisServer.StartAsync();
        var broken = new StubChannel();
        await using var first = await StartAsync(server, channel: broken);
        await using var second = await StartAsync(server);
        var order = Assert.IsType<OrderOutcome.Accepted>(await first.Client.CreateOrderAsync(StubChannel.Request("m-1"), "k-1", Cancellation)).Order;
        broken.IsBroken = true;
        for (var i = 0; i < 6; i++)
        {
            await first.Client.RefreshOrderAsync(order.OrderNo, cancellationToken: Cancellation);
        }

        Assert.Equal(ChannelHealth.Down, HealthAt(first));
        await Eventually.IsSoAsync(() => HealthAt(second) == ChannelHealth.Down);

        // Both gone, or only Redis: what is known stays.
        await server.KillAsync();
        await Task.Delay(500, Cancellation);
        Assert.Equal(ChannelHealth.Down, HealthAt(second));
    }

    [Fact]
    public async Task A_node_that_cannot_read_the_store_hears_of_a_switch_from_one_that_can_and_keeps_it_when_both_are_gone()
    {
        using var file = new NodeFile();
        await using var server = await RedisServer.StartAsync();
        var stores = new List<FailingStore>();
        await using (var first = await StartAsync(server, file.Path))
        await using (var second = await StartAsync(server, file.Path, services: services => FailingStore.Wrap(services, stores)))
        {
            var cut = Assert.Single(stores);
            cut.IsCut = true;
            await first.Services.GetRequiredService<IChannelAccounts>().SwitchAsync("stub-main", ChannelSwitchMode.Drain, "maintenance", "ann", Cancellation);
            await Eventually.IsSoAsync(() => SwitchAt(second) == ChannelSwitchMode.Drain);

            await server.KillAsync();
            await Task.Delay(700, Cancellation);
            Assert.Equal(ChannelSwitchMode.Drain, SwitchAt(second));

            // The store is the truth as soon as it can be read.
            await first.Services.GetRequiredService<IChannelAccounts>().SwitchAsync("stub-main", ChannelSwitchMode.On, "done", "ann", Cancellation);
            cut.IsCut = false;
            await Eventually.IsSoAsync(() => SwitchAt(second) == ChannelSwitchMode.On);
        }
    }

    private static ChannelHealth HealthAt(RedisNode node) => node.Services.GetRequiredService<IChannelAccounts>().Read().Single().Health;

    private static ChannelSwitchMode SwitchAt(RedisNode node) => node.Services.GetRequiredService<IChannelAccounts>().Read().Single().Switch?.Mode ?? ChannelSwitchMode.On;

    private static async Task<RedisNode> StartAsync(RedisServer server, string? file = null, StubChannel? channel = null, Action<IServiceCollection>? services = null)
    {
        var node = await RedisNode.StartAsync(options => options.ConnectionString = server.ConnectionString, file, channel, services, options =>
        {
            options.Routing.SwitchRefresh = TimeSpan.FromMilliseconds(100);
            options.Routing.HealthRefresh = TimeSpan.FromMilliseconds(100);
        });
        await node.WaitUntilUpAsync();
        return node;
    }
}
