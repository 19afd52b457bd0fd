using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Payments.Fleet.Stage;

/// <summary>A consumer of the broker's queue: notes down, then acknowledges. Connects again as long as it lives.</summary>
internal sealed class BrokerSink(string uri) : IAsyncDisposable
{
    private const string Queue = "payments.events";
    private const ushort Prefetch = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _consuming = Task.CompletedTask;

    public Arrivals Arrivals { get; } = new("broker's consumer");

    public void Start() => _consuming = Task.Run(ConsumeAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _consuming.WaitAsync(EndWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ConsumeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ConsumeOnceAsync();
            }
            catch (Exception exception) when (exception is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or InvalidOperationException)
            {
                // The broker is away, or the queue is not there yet.
            }

            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConsumeOnceAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false, RequestedHeartbeat = Heartbeat };
        var connection = await factory.CreateConnectionAsync(_stop.Token).WaitAsync(Limit, _stop.Token);
        try
        {
            await ConsumeAsync(await connection.CreateChannelAsync(cancellationToken: _stop.Token).WaitAsync(Limit, _stop.Token));
        }
        finally
        {
            // The client may wait for a broker that is gone.
            await connection.DisposeAsync().AsTask().WaitAsync(Limit, CancellationToken.None);
        }
    }

    private async Task ConsumeAsync(IChannel channel)
    {
        var down = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            down.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, Prefetch, global: false, _stop.Token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            Arrivals.Add(message.BasicProperties.MessageId ?? "", Stopwatch.GetTimestamp());
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, _stop.Token).WaitAsync(Limit, _stop.Token);
        await down.Task.WaitAsync(_stop.Token);
    }
}
