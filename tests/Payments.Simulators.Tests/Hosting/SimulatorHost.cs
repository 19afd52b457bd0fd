using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Simulators.Tests.Hosting;

/// <summary>A simulated world on a free loopback port, with a merchant's callback address (<c>/notify/…</c>) beside it.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    /// <summary>Keys are made once per test run: generating them is the slow part.</summary>
    public static readonly string SharedData = Directory.CreateTempSubdirectory("payments-simulators-").FullName;

    private readonly WebApplication _app;

    private SimulatorHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        World = app.Services.GetRequiredService<SimulatorWorld>();
        Options = app.Services.GetRequiredService<SimulatorOptions>();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public SimulatorWorld World { get; }

    public SimulatorOptions Options { get; }

    /// <summary>What arrived at <c>/notify/…</c>, oldest first.</summary>
    public ConcurrentQueue<Received> Received { get; } = new();

    /// <summary>How the merchant answers a callback. Default: 200 and the body <c>success</c>.</summary>
    public Func<Received, (int Status, string Body)> Reply { get; set; } = static _ => (200, "success");

    public string NotifyUrl => $"{Address}notify/main";

    public static async Task<SimulatorHost> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = SharedData;
            options.TimeScale = 0.001;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapPaymentSimulators();
        SimulatorHost? host = null;
        app.MapPost("/notify/{name}", (RequestDelegate)(context => host!.TakeAsync(context)));
        await app.StartAsync();
        return host = new SimulatorHost(app);
    }

    public async Task<JsonObject> CredentialsAsync(string channel) =>
        (JsonObject)(await GetAsync("/_sim/credentials"))[channel]!;

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, JsonObject body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public Task<(HttpStatusCode Status, JsonNode Body)> PayAsync(string channel, string outTradeNo) =>
        PostAsync("/_sim/pay", new JsonObject { ["channel"] = channel, ["outTradeNo"] = outTradeNo });

    public async Task ScenarioAsync(JsonObject scenario)
    {
        var (status, body) = await PostAsync("/_sim/scenario", scenario);
        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
    }

    /// <summary>Waits (at most 10 s) until so many callbacks arrived.</summary>
    public async Task<Received[]> WaitForAsync(int count)
    {
        await UntilAsync(() => Received.Count >= count);
        return [.. Received];
    }

    /// <summary>Waits (at most 10 s) until <paramref name="holds"/>.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var deadline = Environment.TickCount64 + 10_000;
        while (!holds())
        {
            Assert.True(Environment.TickCount64 < deadline, "Waited 10 s in vain.");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var received = new Received(
            context.Request.Path,
            context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            buffer.ToArray(),
            DateTimeOffset.UtcNow);
        Received.Enqueue(received);
        var (status, body) = Reply(received);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}

/// <summary>One callback as it came over the wire.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
