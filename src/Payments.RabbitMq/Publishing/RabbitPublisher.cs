using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace Payments.RabbitMq;

/// <summary>
/// Sends events and waits for the broker's word on each. Knows nothing of order: the outbox gives one event of an order at a time. Reconnects when
/// somebody wants to send, with growing pauses in which sending fails at once.
/// </summary>
internal sealed class RabbitPublisher(RabbitConnector connector, IOptions<RabbitMqOptions> options, TimeProvider time, ILogger<RabbitPublisher> logger) : IAsyncDisposable
{
    private const int MostDoublings = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly SemaphoreSlim _outstanding = new(options.Value.MaxOutstanding, options.Value.MaxOutstanding);
    private RabbitLink? _link;
    private int _failures;
    private TimeSpan _pause;
    private long _failedAt;

    /// <summary>Returns when the broker has the event for good.</summary>
    /// <exception cref="SubscriberUnavailableException">The broker cannot be reached, does not answer, or cannot take events now.</exception>
    /// <exception cref="UnroutableEventException">No queue wants the event.</exception>
    public async ValueTask PublishAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
    {
        var body = CloudEvents.ToJson(paymentEvent, options.Value.Source);
        await _outstanding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var link = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await PublishAsync(link, paymentEvent, body, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _outstanding.Release();
        }
    }

    /// <summary>The link in use, or a new one.</summary>
    /// <exception cref="SubscriberUnavailableException">There is none to be had now.</exception>
    public async ValueTask<RabbitLink> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_link is { IsUp: true } link)
        {
            return link;
        }

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _link is { IsUp: true } another ? another : await ReplaceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_link is { } link)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }

        _connecting.Dispose();
        _outstanding.Dispose();
    }

    private async Task PublishAsync(RabbitLink link, PaymentEvent paymentEvent, byte[] body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.ConfirmTimeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, link.Down, cancellationToken);
        try
        {
            await link.PublishAsync(paymentEvent, body, any.Token).ConfigureAwait(false);
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            throw new UnroutableEventException(options.Value.Exchange, paymentEvent.Type, returned);
        }
        catch (PublishException refused)
        {
            throw new SubscriberUnavailableException("The broker refused to take an event in: a queue is full, or most of its replicas are down.", refused);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            // Without an answer nobody knows what the link is good for.
            link.GiveUp();
            throw new SubscriberUnavailableException("The broker did not confirm in time, or the connection broke.", cancelled);
        }
        catch (Exception fault) when (IsOfTheBroker(fault))
        {
            link.GiveUp();
            throw new SubscriberUnavailableException("The connection to the broker broke.", fault);
        }
    }

    private async Task<RabbitLink> ReplaceAsync(CancellationToken cancellationToken)
    {
        if (_failures > 0 && time.GetElapsedTime(_failedAt) < _pause)
        {
            throw new SubscriberUnavailableException("The broker is not connected; connecting is tried again in a while.");
        }

        if (_link is { } broken)
        {
            _link = null;
            Log.Lost(logger, broken.Broker);
            await broken.DisposeAsync().ConfigureAwait(false);
        }

        using var timeout = new CancellationTokenSource(options.Value.ConnectTimeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            _link = await connector.OpenAsync(any.Token).ConfigureAwait(false);
            _failures = 0;
            Log.Connected(logger, _link.Broker);
            return _link;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && (IsOfTheBroker(fault) || fault is OperationCanceledException))
        {
            _pause = PauseAfter(++_failures);
            _failedAt = time.GetTimestamp();
            Log.Unreachable(logger, _failures, _pause, fault);
            throw new SubscriberUnavailableException("The broker cannot be reached.", fault);
        }
    }

    private TimeSpan PauseAfter(int failures)
    {
        var ticks = FirstPause.Ticks << Math.Min(failures - 1, MostDoublings);
        return TimeSpan.FromTicks(Math.Min(ticks, options.Value.MaxReconnectDelay.Ticks));
    }

    private static bool IsOfTheBroker(Exception fault) =>
        fault is RabbitMQClientException or IOException or SocketException or AuthenticationException or TimeoutException or ObjectDisposedException;
}
