using Payments.Channels;
using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Switches of channel accounts: the newest is in force on every node, and none is ever lost.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class SwitchConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task Where_nobody_set_a_switch_there_is_none()
    {
        Assert.Empty(await Store.ReadSwitchesAsync(Cancellation));
        Assert.Empty(await HistoryAsync("wechat-main"));
    }

    [Fact]
    public async Task A_switch_comes_back_as_it_was()
    {
        foreach (var mode in Enum.GetValues<ChannelSwitchMode>())
        {
            var set = new ChannelSwitch("wechat-main", mode, "茶 '; DROP TABLE \"x\" \\ 🍵", " anna\n", Sample.Now.AddTicks((int)mode));
            await Store.RecordSwitchAsync(set, Cancellation);

            Assert.Equal(set, Assert.Single(await Store.ReadSwitchesAsync(Cancellation)));
            Assert.Equal(set, (await HistoryAsync("wechat-main"))[0]);
        }
    }

    [Fact]
    public async Task The_newest_of_each_account_is_in_force_by_account()
    {
        await SetAsync("wechat-main", ChannelSwitchMode.Drain, 1);
        await SetAsync("alipay-main", ChannelSwitchMode.Disable, 2);
        await SetAsync("wechat-main", ChannelSwitchMode.On, 3);
        await SetAsync("Wechat-main", ChannelSwitchMode.Disable, 4);

        var found = await Store.ReadSwitchesAsync(Cancellation);

        Assert.Equal(
            [("Wechat-main", ChannelSwitchMode.Disable), ("alipay-main", ChannelSwitchMode.Disable), ("wechat-main", ChannelSwitchMode.On)],
            found.Select(each => (each.Account, each.Mode)));
    }

    [Fact]
    public async Task The_newest_is_the_one_written_last_even_by_a_node_whose_clock_is_behind()
    {
        await SetAsync("wechat-main", ChannelSwitchMode.On, seconds: 0);
        await SetAsync("wechat-main", ChannelSwitchMode.Disable, seconds: -60);

        Assert.Equal(ChannelSwitchMode.Disable, Assert.Single(await Store.ReadSwitchesAsync(Cancellation)).Mode);
        Assert.Equal([ChannelSwitchMode.Disable, ChannelSwitchMode.On], (await HistoryAsync("wechat-main")).Select(each => each.Mode));
    }

    [Fact]
    public async Task The_history_of_an_account_is_read_newest_first_and_bounded()
    {
        for (var second = 1; second <= 5; second++)
        {
            await SetAsync("wechat-main", (ChannelSwitchMode)(second % 3), second);
            await SetAsync("alipay-main", ChannelSwitchMode.On, second);
        }

        Assert.Equal([5, 4, 3, 2, 1], Seconds(await HistoryAsync("wechat-main")));
        Assert.Equal([5, 4, 3], Seconds(await HistoryAsync("wechat-main", max: 3)));
        Assert.All(await HistoryAsync("wechat-main"), each => Assert.Equal("wechat-main", each.Account));
        Assert.Empty(await HistoryAsync("unknown"));
    }

    [Fact]
    public async Task The_same_switch_set_again_is_kept_again()
    {
        await Store.RecordSwitchAsync(Sample.Switch(), Cancellation);
        await Store.RecordSwitchAsync(Sample.Switch(), Cancellation);

        Assert.Equal(2, (await HistoryAsync("wechat-main")).Count);
        Assert.Single(await Store.ReadSwitchesAsync(Cancellation));
    }

    [Fact]
    public async Task Switches_are_there_when_the_store_is_opened_again()
    {
        await SetAsync("wechat-main", ChannelSwitchMode.Drain, 1);
        await SetAsync("wechat-main", ChannelSwitchMode.Disable, 2);
        if (Store is IAsyncDisposable store)
        {
            await store.DisposeAsync();
        }

        var again = await OpenNodeAsync();

        Assert.Equal(ChannelSwitchMode.Disable, Assert.Single(await again.ReadSwitchesAsync(Cancellation)).Mode);
        Assert.Equal([2, 1], Seconds(await again.ReadSwitchHistoryAsync("wechat-main", 10, Cancellation)));
    }

    [Fact]
    public async Task A_switch_set_at_one_node_is_read_at_another_at_once()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];
        for (var second = 1; second <= 20; second++)
        {
            var set = Sample.Switch(mode: (ChannelSwitchMode)(second % 3), at: Sample.Now.AddSeconds(second));
            await nodes[second % 2].RecordSwitchAsync(set, Cancellation);

            Assert.Equal(set, Assert.Single(await nodes[(second + 1) % 2].ReadSwitchesAsync(Cancellation)));
        }
    }

    [Fact]
    public async Task Switches_set_at_once_at_two_nodes_are_all_kept_and_one_is_in_force()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];

        await AtOnceAsync(100, async i =>
        {
            await nodes[i % 2].RecordSwitchAsync(Sample.Switch(reason: $"reason {i}"), Cancellation);
            return true;
        });

        var history = await HistoryAsync("wechat-main", max: 1_000);
        Assert.Equal(100, history.Select(each => each.Reason).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(history[0], Assert.Single(await nodes[1].ReadSwitchesAsync(Cancellation)));
    }

    private static IEnumerable<int> Seconds(IReadOnlyList<ChannelSwitch> switches) => switches.Select(each => (int)(each.SetAt - Sample.Now).TotalSeconds);

    private ValueTask SetAsync(string account, ChannelSwitchMode mode, int seconds) =>
        Store.RecordSwitchAsync(Sample.Switch(account, mode, at: Sample.Now.AddSeconds(seconds)), Cancellation);

    private ValueTask<IReadOnlyList<ChannelSwitch>> HistoryAsync(string account, int max = 100) => Store.ReadSwitchHistoryAsync(account, max, Cancellation);
}
