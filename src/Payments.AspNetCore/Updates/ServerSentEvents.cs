using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Payments.AspNetCore.Hosting;

namespace Payments.AspNetCore.Updates;

/// <summary>Updates as <c>text/event-stream</c> (WHATWG HTML, 9.2 Server-sent events).</summary>
internal sealed class ServerSentEvents : IUpdateSink
{
    private readonly PipeWriter _output;

    private ServerSentEvents(PipeWriter output) => _output = output;

    public static async Task RunAsync(HttpContext context, OrderNo orderNo, UpdatePump pump, TimeSpan reconnect, CancellationToken until)
    {
        try
        {
            await pump.RunAsync(await StartAsync(context, reconnect, until), until);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The listener left, or its time is over: it connects again.
        }
        catch (Exception exception) when (context.Response.HasStarted)
        {
            Log.UpdatesBroke(Log.Of(context), orderNo, exception);
        }
    }

    public async ValueTask SendAsync(UpdateMessage update, CancellationToken cancellationToken)
    {
        Write($"id: {update.Id}\nevent: {update.Event}\ndata: ");
        _output.Write(JsonSerializer.SerializeToUtf8Bytes(update.Data, ApiJson.Instance.OrderView)); // one line: JSON escapes line ends
        _output.Write("\n\n"u8);
        await _output.FlushAsync(cancellationToken);
    }

    public async ValueTask BeatAsync(CancellationToken cancellationToken)
    {
        _output.Write(":\n\n"u8);
        await _output.FlushAsync(cancellationToken);
    }

    private static async Task<ServerSentEvents> StartAsync(HttpContext context, TimeSpan reconnect, CancellationToken cancellationToken)
    {
        var response = context.Response;
        Responses.Protect(response);
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx holds back what it buffers
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var stream = new ServerSentEvents(response.BodyWriter);
        stream.Write($"retry: {(long)reconnect.TotalMilliseconds}\n\n");
        await stream._output.FlushAsync(cancellationToken);
        return stream;
    }

    private void Write(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), _output);
}
