using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Hosting;

namespace Payments.AspNetCore.Updates;

/// <summary>
/// Updates as WebSocket text messages <c>{"id":3,"event":"order.paid","data":{…}}</c>. Closes with 1000 when the order has ended and with 1001 when
/// the listener should connect again. What the listener says is read, bounded, and ignored.
/// </summary>
internal sealed class WebSocketUpdates : IUpdateSink
{
    private const int MaxMessageBytes = 1024;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _left;
    private readonly CancellationTokenSource _abort;
    private volatile bool _saidTooMuch;

    private WebSocketUpdates(WebSocket socket, CancellationTokenSource left, CancellationTokenSource abort)
    {
        _socket = socket;
        _left = left;
        _abort = abort;
    }

    public static async Task RunAsync(HttpContext context, OrderNo orderNo, UpdatePump pump, TimeSpan keepAlive, CancellationToken until)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = keepAlive,
            KeepAliveTimeout = keepAlive,
        });

        // Cancelling a receive aborts the socket, so the receiving side has a token of its own.
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(until);
        var updates = new WebSocketUpdates(socket, left, abort);
        await Task.WhenAll(updates.TellAsync(context, orderNo, pump), updates.ListenAsync());
    }

    public async ValueTask SendAsync(UpdateMessage update, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(update, ApiJson.Instance.UpdateMessage);
        await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>Nothing: the protocol has its own ping.</summary>
    public ValueTask BeatAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private async Task TellAsync(HttpContext context, OrderNo orderNo, UpdatePump pump)
    {
        var ended = false;
        try
        {
            await pump.RunAsync(this, _left.Token);
            ended = true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The listener left, or its time is over.
        }
        catch (Exception exception)
        {
            Log.UpdatesBroke(Log.Of(context), orderNo, exception);
        }

        await CloseAsync(ended);
    }

    private async Task CloseAsync(bool ended)
    {
        _abort.CancelAfter(CloseTimeout); // the listener's own goodbye must come in this time
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        var (status, reason) = _saidTooMuch ? (WebSocketCloseStatus.MessageTooBig, "This connection only tells.")
            : ended ? (WebSocketCloseStatus.NormalClosure, "The order has ended.")
            : (WebSocketCloseStatus.EndpointUnavailable, "Connect again.");
        try
        {
            await _socket.CloseOutputAsync(status, reason, _abort.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            _socket.Abort();
        }
    }

    /// <summary>Reads until the listener closes, says too much, or is gone; then nothing more is told.</summary>
    private async Task ListenAsync()
    {
        var buffer = new byte[MaxMessageBytes];
        try
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(), _abort.Token);
            while (received.MessageType != WebSocketMessageType.Close && received.EndOfMessage)
            {
                received = await _socket.ReceiveAsync(buffer.AsMemory(), _abort.Token);
            }

            _saidTooMuch = received.MessageType != WebSocketMessageType.Close;
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            // Gone without a word.
        }

        await _left.CancelAsync();
    }
}
