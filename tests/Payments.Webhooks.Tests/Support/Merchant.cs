using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Payments.Webhooks.Tests.Support;

/// <summary>A webhook as it came over the wire.</summary>
internal sealed record Received(string Id, DateTimeOffset SentAt, string Signature, byte[] Body, DateTimeOffset At)
{
    public bool IsChallenge => Id.StartsWith("chl_", StringComparison.Ordinal);

    public string OrderNo => Id[..Id.LastIndexOf('-')];

    public int Sequence => int.Parse(Id[(Id.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    public bool IsSignedBy(WebhookSecret secret) => WebhookSignature.Verify(Signature, [secret], Id, SentAt, Body);
}

/// <summary>A merchant's server on loopback. Answers challenges by itself unless told otherwise.</summary>
internal sealed class Merchant : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Merchant(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> All { get; } = [];

    public IEnumerable<Received> Events => All.Where(each => !each.IsChallenge);

    public Func<Received, HttpContext, Task> Answer { get; set; } = static (_, context) =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hooks";

    public static async Task<Merchant> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var merchant = new Merchant(app);
        app.MapPost("/hooks", merchant.TakeAsync);
        await app.StartAsync();
        return merchant;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        var received = new Received(
            headers[WebhookSignature.IdHeader].Single()!,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers[WebhookSignature.TimestampHeader].Single()!, CultureInfo.InvariantCulture)),
            headers[WebhookSignature.SignatureHeader].Single()!,
            body.ToArray(),
            DateTimeOffset.UtcNow);
        All.Enqueue(received);
        if (received.IsChallenge)
        {
            using var json = System.Text.Json.JsonDocument.Parse(received.Body);
            await context.Response.WriteAsync($$"""{"challenge":"{{json.RootElement.GetProperty("data").GetProperty("challenge").GetString()}}"}""");
            return;
        }

        await Answer(received, context);
    }
}
