using System.Text;

namespace Payments.Kafka.Tests;

/// <summary>From a committed event to a topic of the cluster in librdkafka.</summary>
public sealed class DeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law04_every_event_arrives_in_order_per_key_as_a_cloud_event()
    {
        const int Orders = 200;
        const int Events = 5;
        using var file = new TemporaryFile();
        using var cluster = new MockCluster();
        await using var node = await Node.StartAsync(file.Path, kafka => kafka.BootstrapServers = cluster.BootstrapServers);

        var orders = await node.AddOrdersAsync(Orders, Events);
        var all = cluster.Read("payments.events", Orders * Events);

        Assert.Equal(Orders * Events, all.Count);
        foreach (var orderNo in orders)
        {
            var ofOrder = all.Where(message => message.Message.Key == orderNo.Value).ToList();
            Assert.Equal(Enumerable.Range(1, Events).Select(sequence => $"{orderNo}-{sequence}"), ofOrder.Select(Cloud.IdOf));
            Assert.Single(ofOrder.Select(message => message.Partition).Distinct());
        }

        var stored = await node.Store.ReadEventsAsync(orders[0], 0, 10, Cancellation);
        var first = all.First(message => Cloud.IdOf(message) == stored[0].EventId).Message;
        Assert.Equal(CloudEvents.ToJson(stored[0], "/payments"), first.Value);
        Assert.Equal(CloudEvents.ContentType, Encoding.UTF8.GetString(first.Headers.GetLastBytes("content-type")));
        Assert.True(all.Select(message => message.Partition).Distinct().Count() > 1, "all orders went to one partition");
    }

    [Fact]
    public async Task Law09_without_brokers_events_wait_and_arrive_when_they_are_back()
    {
        using var file = new TemporaryFile();
        using var cluster = new MockCluster();
        using var door = new Door();
        await using var node = await Node.StartAsync(
            file.Path,
            kafka => (kafka.BootstrapServers, kafka.DeliveryTimeout) = ($"127.0.0.1:{door.Port}", TimeSpan.FromSeconds(1)),
            options: options => (options.Events.MaxAttempts, options.Events.RetryDelay, options.Events.MaxRetryDelay) = (1, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)));

        var orders = await node.AddOrdersAsync(30, 3);
        await Task.Delay(4_000, Cancellation);
        Assert.Empty(await node.Store.ReadDeadLettersAsync(10, Cancellation));
        door.Open(cluster.BootstrapServers.Split(',')[0]);
        var all = cluster.Read("payments.events", 90, seconds: 90);

        Assert.Equal(90, all.Select(Cloud.IdOf).Distinct().Count());
        foreach (var orderNo in orders)
        {
            Assert.Equal(
                Enumerable.Range(1, 3).Select(sequence => $"{orderNo}-{sequence}"),
                all.Where(message => message.Message.Key == orderNo.Value).Select(Cloud.IdOf).Distinct());
        }
    }
}
