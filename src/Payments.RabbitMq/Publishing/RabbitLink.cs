using System.Threading.RateLimiting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Payments.RabbitMq;

/// <summary>One connection and its channel, used until the first thing goes wrong with it and never again.</summary>
internal sealed class RabbitLink : IAsyncDisposable
{
    /// <summary>An exchange that hashes it keeps an order's events in one queue.</summary>
    private const string OrderHeader = "order-no";

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(2);

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly RateLimiter _limiter;
    private readonly string _exchange;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _down = new();

    public RabbitLink(IConnection connection, IChannel channel, RateLimiter limiter, string exchange, TimeProvider time)
    {
        (_connection, _channel, _limiter, _exchange, _time) = (connection, channel, limiter, exchange, time);
        Down = _down.Token;
        _connection.ConnectionShutdownAsync += OnShutdownAsync;
        _channel.ChannelShutdownAsync += OnShutdownAsync;
    }

    /// <summary>Cancelled when the link is of no more use.</summary>
    public CancellationToken Down { get; }

    public bool IsUp => !Down.IsCancellationRequested && _channel.IsOpen;

    public string Broker => $"{_connection.Endpoint.HostName}:{_connection.Endpoint.Port}";

    /// <summary>Sends an event and waits until the broker has it for good.</summary>
    /// <exception cref="PublishException">The broker gave it back, or refused it.</exception>
    public async Task PublishAsync(PaymentEvent paymentEvent, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            MessageId = paymentEvent.EventId,
            Type = paymentEvent.Type,
            ContentType = CloudEvents.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { [OrderHeader] = paymentEvent.OrderNo.Value },
            Timestamp = new AmqpTimestamp(paymentEvent.OccurredAt.ToUnixTimeSeconds()),
        };
        await OrGiveUpAsync(_channel.BasicPublishAsync(_exchange, paymentEvent.Type, mandatory: true, properties, body, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the link up: whoever waits on it stops waiting.</summary>
    public void GiveUp() => _down.Cancel();

    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionShutdownAsync -= OnShutdownAsync;
        _channel.ChannelShutdownAsync -= OnShutdownAsync;
        await _down.CancelAsync().ConfigureAwait(false);
        await CloseAsync(_connection, _time).ConfigureAwait(false);
        await _limiter.DisposeAsync().ConfigureAwait(false);
        _down.Dispose();
    }

    /// <summary>Closes within seconds, whatever the broker does.</summary>
    public static async Task CloseAsync(IConnection connection, TimeProvider time)
    {
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "goodbye", CloseTimeout, abort: true, CancellationToken.None).WaitAsync(AbortTimeout, time).ConfigureAwait(false);
            await connection.DisposeAsync().AsTask().WaitAsync(CloseTimeout, time).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone either way.
        }
    }

    /// <summary>The client may wait on a connection that is gone and not hear that nobody waits for it any more. It does so without us.</summary>
    private static async Task OrGiveUpAsync(Task publishing, CancellationToken cancellationToken)
    {
        try
        {
            await publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = publishing.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private async Task OnShutdownAsync(object sender, ShutdownEventArgs reason) => await _down.CancelAsync().ConfigureAwait(false);
}
