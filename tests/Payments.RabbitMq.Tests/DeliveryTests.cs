using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Payments.RabbitMq.Tests;

/// <summary>From a committed event to a queue of a real broker.</summary>
public sealed class DeliveryTests(BrokerFixture broker)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law04_every_event_arrives_once_in_order_per_order_as_a_cloud_event()
    {
        const int Orders = 200;
        const int Events = 5;
        using var file = new TemporaryFile();
        await using var node = await Node.StartAsync(file.Path, Options("all"));
        await using var consumer = new Consumer(broker.Server.Uri, "all");

        var orders = await node.AddOrdersAsync(Orders, Events);
        await Wait.UntilAsync(() => consumer.All.Count >= Orders * Events);

        Assert.Equal(Orders * Events, consumer.All.Count);
        var heard = consumer.FirstByOrder();
        Assert.All(orders, orderNo => Assert.Equal(Enumerable.Range(1, Events), heard[orderNo.Value]));
        var stored = await node.Store.ReadEventsAsync(orders[0], 0, 10, Cancellation);
        var first = consumer.All.Single(each => each.Id == stored[0].EventId);
        Assert.Equal((stored[0].EventId, "order.created", "application/cloudevents+json; charset=utf-8", true), (first.MessageId, first.RoutingKey, first.ContentType, first.IsPersistent));
        Assert.Equal(orders[0].Value, first.OrderHeader);
        Assert.Equal(CloudEvents.ToJson(stored[0], "/payments"), first.Body);
        await using var raw = await Raw.OpenAsync(broker.Server.Uri);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true };
        var redeclared = await raw.Channel.QueueDeclareAsync("all", durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Cancellation);
        Assert.Equal("all", redeclared.QueueName); // a queue of another kind would be refused here
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_consumers_share_the_queue_only_where_they_were_allowed_to(bool isSingle)
    {
        const int Orders = 40;
        var queue = isSingle ? "single" : "shared";
        using var file = new TemporaryFile();
        await using var node = await Node.StartAsync(
            file.Path,
            rabbit => (rabbit.Uri, rabbit.Exchange, rabbit.Queue, rabbit.SingleActiveConsumer) = (broker.Server.Uri, queue, queue, isSingle));
        await node.AddOrderAsync(events: 1);
        await using var first = new Consumer(broker.Server.Uri, queue);
        await Wait.UntilAsync(() => first.All.Count == 1);
        await using var second = new Consumer(broker.Server.Uri, queue);
        await Wait.UntilAsync(() => second.IsKnown);

        await node.AddOrdersAsync(Orders, 1);
        await Wait.UntilAsync(() => first.All.Count + second.All.Count == Orders + 1);

        Assert.Equal(isSingle, second.All.IsEmpty);
    }

    [Fact]
    public async Task An_event_no_queue_wants_is_a_failure_and_arrives_when_one_is_bound()
    {
        using var file = new TemporaryFile();
        await using var node = await Node.StartAsync(
            file.Path,
            rabbit => (rabbit.Uri, rabbit.Exchange, rabbit.Queue) = (broker.Server.Uri, "unbound", ""),
            options: options => (options.Events.MaxAttempts, options.Events.RetryDelay, options.Events.MaxRetryDelay) = (2, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10)));

        var orderNo = await node.AddOrderAsync(events: 1);
        var eventId = $"{orderNo}-1";
        Storage.OutboxItem? dead = null;
        for (var i = 0; i < 200 && dead is null; i++)
        {
            await Task.Delay(50, Cancellation);
            dead = (await node.Store.ReadDeadLettersAsync(1, Cancellation)).SingleOrDefault();
        }

        Assert.Equal((eventId, 2, "payments.rabbitmq: UnroutableEventException"), (dead?.Event.EventId, dead?.Attempts, dead?.LastError));
        await using var raw = await Raw.OpenAsync(broker.Server.Uri);
        await raw.Channel.QueueDeclareAsync("late", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
        await raw.Channel.QueueBindAsync("late", "unbound", "order.*", cancellationToken: Cancellation);
        Assert.True(await node.Store.ReplayDeadLetterAsync(eventId, DateTimeOffset.UtcNow, Cancellation));
        await using var consumer = new Consumer(broker.Server.Uri, "late");
        await Wait.UntilAsync(() => consumer.All.Count == 1);
        Assert.Equal(eventId, consumer.All.Single().MessageId);
    }

    [Fact]
    public async Task Law10_no_password_reaches_a_log()
    {
        using var file = new TemporaryFile();
        using var log = new LogLines();
        await using (var node = await Node.StartAsync(
            file.Path,
            rabbit => (rabbit.Uri, rabbit.Exchange, rabbit.Queue) = (broker.Server.Uri.Replace("guest:guest", "guest:sentinel-4711", StringComparison.Ordinal), "closed", "closed"),
            log: log))
        {
            await node.AddOrderAsync(events: 1);
            await Wait.UntilAsync(() => log.Lines.Count(line => line.StartsWith("11002 ", StringComparison.Ordinal)) > 1);
        }

        Assert.DoesNotContain(log.Lines, line => line.Contains("sentinel-4711", StringComparison.Ordinal));
    }

    private Action<RabbitMqOptions> Options(string name) => rabbit => (rabbit.Uri, rabbit.Exchange, rabbit.Queue) = (broker.Server.Uri, name, name);
}
