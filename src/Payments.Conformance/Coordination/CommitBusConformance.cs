using System.Collections.Concurrent;
using Xunit;

namespace Payments.Conformance;

/// <summary>The commit bus: the others hear, soon.</summary>
/// <typeparam name="TFixture">Makes the provider's nodes.</typeparam>
public abstract class CommitBusConformance<TFixture> : CoordinationConformance<TFixture>
    where TFixture : CoordinationFixture, new()
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Every_other_member_hears_what_one_announces_and_it_does_not_itself()
    {
        var heard = Nodes.Select(_ => new ConcurrentDictionary<OrderNo, bool>()).ToList();
        var members = Nodes.Select((node, i) => node.Bus.Join(orderNo => heard[i][orderNo] = true)).ToList();
        var orders = Enumerable.Range(0, 1_000).Select(_ => Sample.Order().OrderNo).ToList();
        orders.ForEach(members[0].Announce);

        await WaitAsync(() => heard.Skip(1).All(each => each.Count == orders.Count));
        Assert.Empty(heard[0]);
        Assert.All(heard.Skip(1), each => Assert.All(orders, orderNo => Assert.True(each.ContainsKey(orderNo))));
        members.ForEach(member => member.Dispose());
    }

    [Fact]
    public async Task Who_left_hears_nothing_more()
    {
        var stayed = new ConcurrentDictionary<OrderNo, bool>();
        var left = new ConcurrentDictionary<OrderNo, bool>();
        using var sender = Nodes[0].Bus.Join(_ => { });
        using var listener = Nodes[1].Bus.Join(orderNo => stayed[orderNo] = true);
        var leaver = Nodes[1].Bus.Join(orderNo => left[orderNo] = true);
        var first = Sample.Order().OrderNo;
        sender.Announce(first);
        await WaitAsync(() => left.ContainsKey(first) && stayed.ContainsKey(first));

        leaver.Dispose();
        var second = Sample.Order().OrderNo;
        sender.Announce(second);
        await WaitAsync(() => stayed.ContainsKey(second));
        Assert.DoesNotContain(second, left.Keys);
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (!isSo())
        {
            Assert.True(time.GetElapsedTime(began) < Limit, "It was not heard.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, Cancellation);
        }
    }
}
