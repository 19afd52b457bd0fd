using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Calls;

/// <summary>What every call goes through: read, describe, let a scenario strike, handle, record, send.</summary>
internal sealed class CallPipeline(SimulatorOptions options, ScenarioQueue scenarios, Ring<SimulatorCall> calls)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private const int Excerpt = 2048;
    private const string Html = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    public async Task RunAsync(
        HttpContext context,
        ISimulatedChannel channel,
        Func<SimulatedRequest, CallSubject> describe,
        Func<SimulatedRequest, ValueTask<SimulatedReply>> handler)
    {
        var started = Stopwatch.GetTimestamp();
        var arrived = options.TimeProvider.GetUtcNow();
        var body = await ReadBodyAsync(context);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var request = new SimulatedRequest(context, body);
        request.Subject = describe(request);
        var scenario = request.Scenario = scenarios.TakeForCall(channel.Name, request.Subject.Operation, request.Subject.OutTradeNo);
        var reply = await AnswerAsync(request, channel, handler);

        calls.Add(sequence => new SimulatorCall(
            sequence, arrived, channel.Name, request.Subject.Operation, request.Method, request.RawTarget, request.Subject.OutTradeNo,
            Text(body), reply?.Status ?? 0, Text(reply?.Body ?? []), (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            scenario is null ? null : ScenarioNames.NameOf(scenario.Kind)));
        if (reply is null)
        {
            context.Abort();
            return;
        }

        await SendAsync(context, reply);
    }

    /// <summary>Null: break the connection.</summary>
    private static async ValueTask<SimulatedReply?> AnswerAsync(
        SimulatedRequest request, ISimulatedChannel channel, Func<SimulatedRequest, ValueTask<SimulatedReply>> handler)
    {
        var scenario = request.Scenario;
        switch (scenario?.Kind)
        {
            case ScenarioKind.Reset:
                return null;
            case ScenarioKind.Garbage:
                return SimulatedReply.Text(StatusCodes.Status502BadGateway, "text/html", Html);
            case ScenarioKind.Error5xxBefore or ScenarioKind.RateLimited or ScenarioKind.Refuse:
                return channel.Fail(request, scenario);
        }

        var reply = await handler(request);
        switch (scenario?.Kind)
        {
            case ScenarioKind.ResetAfterCharge:
                return null;
            case ScenarioKind.GarbageAfterCharge:
                return SimulatedReply.Text(StatusCodes.Status200OK, "text/html", Html);
            case ScenarioKind.Error5xxAfterCharge:
                return channel.Fail(request, scenario);
            case ScenarioKind.Slow:
                await Task.Delay(scenario.Delay(6_000), request.Context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }

        return reply;
    }

    private static async ValueTask<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > MaxBody)
        {
            return null;
        }

        var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBody)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), context.RequestAborted);
        }

        return buffer.ToArray();
    }

    private static async Task SendAsync(HttpContext context, SimulatedReply reply)
    {
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        if (reply.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, Excerpt));
}
