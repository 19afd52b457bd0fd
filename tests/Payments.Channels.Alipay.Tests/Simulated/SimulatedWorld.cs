using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Payments.Simulators;

namespace Payments.Channels.Alipay.Tests.Simulated;

/// <summary>The simulated Alipay on a free loopback port, and this channel configured for it: real HTTP both ways.</summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    private static readonly string Data = Directory.CreateTempSubdirectory("payments-alipay-").FullName;

    private readonly WebApplication _app;
    private readonly HttpClient _control;
    private ServiceProvider? _services;

    private SimulatedWorld(WebApplication app, ShiftedTime time)
    {
        _app = app;
        Time = time;
        Simulator = app.Services.GetRequiredService<SimulatorWorld>();
        Credentials = (JsonObject)Simulator.Credentials()["alipay"]!;
        _control = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ShiftedTime Time { get; }

    public SimulatorWorld Simulator { get; }

    public JsonObject Credentials { get; }

    public IPaymentChannel Channel { get; private set; } = null!;

    public IServiceProvider Services => _services!;

    public ConcurrentQueue<NotificationReading> Readings { get; } = new();

    public string NotifyUrl => $"{_app.Urls.Single()}/notify";

    public static async Task<SimulatedWorld> StartAsync(Action<AlipayOptions>? configure = null, bool certificates = false, bool encrypted = false)
    {
        var time = new ShiftedTime();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = Data;
            options.TimeScale = 0.001;
            options.TimeProvider = time;
        });
        var app = builder.Build();
        app.MapPaymentSimulators();
        SimulatedWorld? world = null;
        app.MapPost("/notify", (RequestDelegate)(context => world!.TakeAsync(context)));
        await app.StartAsync(Token);
        world = new SimulatedWorld(app, time);
        world.Configure(options =>
        {
            world.Fill(options, certificates, encrypted);
            configure?.Invoke(options);
        });
        return world;
    }

    public string Text(string name) => (string)Credentials[name]!;

    public ChannelOrder Order(PaymentMethod method, string attemptNo, Payer? payer = null, long fen = 1234) => new()
    {
        AttemptNo = attemptNo,
        Method = method,
        Amount = new Money(fen, Currency.Cny),
        Subject = "一杯咖啡 \"热\" + 100% <b>",
        CreatedAt = Time.GetUtcNow(),
        ExpiresAt = Time.GetUtcNow().AddMinutes(30),
        NotifyUrl = NotifyUrl,
        ReturnUrl = "https://shop.example/back?order=1",
        Payer = payer,
    };

    public async Task<JsonNode> ControlAsync(string path, JsonObject body)
    {
        using var response = await _control.PostAsJsonAsync(path, body, Token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        return answer;
    }

    public Task ScenarioAsync(string kind, string? operation = null) => ControlAsync(
        "/_sim/scenario", operation is null ? new() { ["channel"] = "alipay", ["kind"] = kind } : new() { ["channel"] = "alipay", ["kind"] = kind, ["operation"] = operation });

    public Task<HttpResponseMessage> GetAsync(string url) => _control.GetAsync(new Uri(url), Token);

    public Task<HttpResponseMessage> PostAsync(string url, HttpContent content) => _control.PostAsync(new Uri(url), content, Token);

    public async Task<T> NextAsync<T>(int index)
        where T : ChannelNotification
    {
        var deadline = Environment.TickCount64 + 10_000;
        while (Readings.Count <= index)
        {
            Assert.True(Environment.TickCount64 < deadline, "No callback came within 10 s.");
            await Task.Delay(10, Token);
        }

        return Assert.IsType<T>(Assert.IsType<NotificationReading.Verified>(Readings.ElementAt(index)).Notification);
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        if (_services is not null) await _services.DisposeAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private void Fill(AlipayOptions options, bool certificates, bool encrypted)
    {
        options.AppId = Text("appId");
        options.SellerId = Text("sellerId");
        options.AppPrivateKey = Text("appPrivateKeyPem");
        options.AlipayPublicKey = certificates ? null : Text("alipayPublicKeyPem");
        options.AppCertificate = certificates ? Text("appCertPem") : null;
        options.AlipayCertificate = certificates ? Text("alipayCertPem") : null;
        options.AlipayRootCertificate = certificates ? Text("alipayRootCertPem") : null;
        options.AesKey = encrypted ? Text("aesKey") : null;
        options.GatewayUrl = _app.Urls.Single() + "/gateway.do";
        options.BarcodePollInterval = TimeSpan.FromMilliseconds(30);
        options.BarcodePollTime = TimeSpan.FromMilliseconds(400);
    }

    private void Configure(Action<AlipayOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        new PaymentsBuilder(services, configuration: null).AddAlipay("alipay-sim", configure);
        _services = services.BuildServiceProvider();
        Channel = _services.GetRequiredService<ChannelRegistration>().Create(_services);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var headers = context.Request.Headers.Select(static header => new KeyValuePair<string, StringValues>(header.Key, header.Value));
        var reading = await Channel.ReadNotificationAsync(new NotificationRequest(buffer.ToArray(), headers, Time.GetUtcNow()), context.RequestAborted);
        var reply = Channel.ReplyTo(reading is NotificationReading.Verified ? NotificationVerdict.Accepted : NotificationVerdict.Refused);
        context.Response.StatusCode = reply.StatusCode;
        context.Response.ContentType = reply.ContentType;
        await context.Response.WriteAsync(reply.Body, context.RequestAborted);
        Readings.Enqueue(reading);
    }
}

/// <summary>The machine's clock, moved.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
