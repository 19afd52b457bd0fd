using System.Diagnostics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Payments.Conformance;
using Payments.Storage;
using RabbitMQ.Client;

namespace Payments.RabbitMq.Tests;

/// <summary>How fast the outbox carries events, beside the bare client with as many confirmations outstanding. Prints; judges only that all arrive.</summary>
public sealed class RateTests(BrokerFixture broker, ITestOutputHelper output)
{
    private const int Events = 5_000;
    private const int Outstanding = 256;

    [Fact]
    public async Task The_outbox_beside_the_bare_client()
    {
        using var file = new TemporaryFile();
        await WriteAsync(file.Path);
        var bare = await BareAsync();
        var began = Stopwatch.GetTimestamp();
        await using var node = await Node.StartAsync(
            file.Path,
            rabbit => (rabbit.Uri, rabbit.Exchange, rabbit.Queue, rabbit.MaxOutstanding) = (broker.Server.Uri, "rate", "rate", Outstanding),
            options: options => (options.Events.BatchSize, options.Events.MaxParallel) = (1_000, Outstanding));
        await using var raw = await Raw.OpenAsync(broker.Server.Uri);
        await raw.Channel.QueueDeclareAsync("rate", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true });
        var deadline = DateTimeOffset.UtcNow.AddSeconds(120);
        while (await raw.Channel.MessageCountAsync("rate") < Events && DateTimeOffset.UtcNow < deadline)
        {
            await Task.Delay(20);
        }

        var outbox = Events / Stopwatch.GetElapsedTime(began).TotalSeconds;

        output.WriteLine($"Outbox {outbox:F0} events/s, bare client {bare:F0} messages/s with {Outstanding} outstanding: {outbox / bare:P0}.");
        Assert.Equal(Events, (int)await raw.Channel.MessageCountAsync("rate"));
    }

    /// <summary>Events that nobody looks at before the measurement begins.</summary>
    private static async Task WriteAsync(string file)
    {
        await using var services = new ServiceCollection().AddPayments((IConfigurationSection?)null).UseSqlite(file).Services.BuildServiceProvider();
        var store = services.GetRequiredService<IPaymentStore>();
        await store.InitializeAsync(default);
        await Parallel.ForAsync(0, Events, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, cancellation) =>
            await store.BeginOrderAsync(Sample.Begin(Sample.Order(at: DateTimeOffset.UtcNow)), cancellation));
    }

    private async Task<double> BareAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Server.Uri) }.CreateConnectionAsync();
        using var limiter = new ThrottlingRateLimiter(4 * Outstanding);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, limiter));
        await channel.QueueDeclareAsync("bare", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        var body = CloudEvents.ToJson(Sample.Created(Sample.Order()), "/payments");
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, Events, new ParallelOptions { MaxDegreeOfParallelism = Outstanding }, async (_, cancellation) =>
            await channel.BasicPublishAsync("", "bare", mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, body, cancellation));
        return Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
