using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Payments.RabbitMq.Tests;

/// <summary>A message as it came out of the queue.</summary>
internal sealed record Taken(string? MessageId, string RoutingKey, string? ContentType, bool IsPersistent, bool IsRedelivered, string? OrderHeader, byte[] Body)
{
    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement.Clone();

    public string Id => Json.GetProperty("id").GetString()!;

    public string OrderNo => Json.GetProperty("subject").GetString()!;

    public int Sequence => Json.GetProperty("data").GetProperty("sequence").GetInt32();
}

/// <summary>Reads a queue to the end of the test, over kills of the broker. Acknowledges what it has kept.</summary>
internal sealed class Consumer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _uri;
    private readonly string _queue;
    private readonly ConcurrentDictionary<string, bool> _ids = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public Consumer(string uri, string queue = "payments.events")
    {
        (_uri, _queue) = (uri, queue);
        _reading = Task.Run(ReadAsync);
    }

    public ConcurrentQueue<Taken> All { get; } = [];

    /// <summary>The events of each order in the order in which they came first.</summary>
    public Dictionary<string, List<int>> FirstByOrder() => All
        .DistinctBy(each => each.Id)
        .GroupBy(each => each.OrderNo)
        .ToDictionary(order => order.Key, order => order.Select(each => each.Sequence).ToList());

    /// <summary>Whether the broker has taken it for a consumer of the queue.</summary>
    public bool IsKnown { get; private set; }

    public int Distinct => _ids.Count;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ReadOnceAsync();
            }
            catch (Exception fault) when (fault is RabbitMQClientException or IOException or OperationCanceledException or TimeoutException)
            {
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    private async Task ReadOnceAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(_uri), AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(2) };
        var connection = await factory.CreateConnectionAsync(_stop.Token).WaitAsync(Limit, _stop.Token);
        try
        {
            await ReadAsync(await connection.CreateChannelAsync(cancellationToken: _stop.Token).WaitAsync(Limit, _stop.Token));
        }
        finally
        {
            // The client may wait for a broker that is gone.
            await connection.DisposeAsync().AsTask().WaitAsync(Limit, CancellationToken.None);
        }
    }

    private async Task ReadAsync(IChannel channel)
    {
        using var down = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        channel.ChannelShutdownAsync += (_, _) => down.CancelAsync();
        await channel.BasicQosAsync(0, 500, global: false, _stop.Token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            var taken = new Taken(message.BasicProperties.MessageId, message.RoutingKey, message.BasicProperties.ContentType, message.BasicProperties.Persistent, message.Redelivered, message.BasicProperties.Headers?["order-no"] is byte[] text ? Encoding.UTF8.GetString(text) : null, message.Body.ToArray());
            All.Enqueue(taken);
            _ids[taken.Id] = true;
            if (channel.IsOpen)
            {
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            }
        };
        await channel.BasicConsumeAsync(_queue, autoAck: false, consumer, _stop.Token).WaitAsync(Limit, _stop.Token);
        IsKnown = true;
        await Task.Delay(Timeout.Infinite, down.Token);
    }
}
