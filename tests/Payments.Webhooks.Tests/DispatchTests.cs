using Payments.Storage;
using Payments.Webhooks.Tests.Support;

namespace Payments.Webhooks.Tests;

/// <summary>Nothing waits for the poll that could go at once.</summary>
public sealed class DispatchTests
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_next_event_of_an_order_goes_as_soon_as_the_one_before_it_was_taken()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, options => options.PollInterval = Never);
        await node.AddEndpointAsync(merchant.Url);
        merchant.Answer = static (_, _) => Task.Delay(200); // the others are enqueued meanwhile

        var orderNo = await node.AddOrderAsync(events: 4);
        await Wait.UntilAsync(() => merchant.Events.Count() == 4, seconds: 20);

        Assert.Equal([1, 2, 3, 4], merchant.Events.Where(each => each.OrderNo == orderNo.Value).Select(each => each.Sequence));
    }

    [Fact]
    public async Task What_found_no_room_goes_as_soon_as_there_is_some()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, options => (options.PollInterval, options.MaxPerEndpoint) = (Never, 2));
        await node.AddEndpointAsync(merchant.Url);
        using var open = new SemaphoreSlim(0);
        merchant.Answer = (_, _) => open.WaitAsync();

        // All of them wait before the first is answered: from then on nobody but the tries themselves tells that there is room.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => node.AddOrderAsync(events: 1))));
        await Wait.UntilAsync(async () => merchant.Events.Count() == 2 && (await ((IOutboxBacklog)node.Payments).ReadBacklogAsync(default)).OldestAt is null);
        await Task.Delay(500);
        Assert.Equal(2, merchant.Events.Count());

        open.Release(1_000);
        await Wait.UntilAsync(() => merchant.Events.Count() == 20, seconds: 20);
    }
}
