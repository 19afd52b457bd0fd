using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Payments.Channels;
using Payments.Simulators;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>The simulator on a free port of this machine, and a callback address that hands everything to the channel under test.</summary>
internal sealed class SimulatedWeChat : IAsyncDisposable
{
    private static readonly string Keys = Directory.CreateTempSubdirectory("payments-wechat-").FullName;

    private readonly WebApplication _app;

    private SimulatedWeChat(WebApplication app) => _app = app;

    public SimulatorWorld World => _app.Services.GetRequiredService<SimulatorWorld>();

    public string Address => _app.Urls.Single();

    public string NotifyUrl => Address + "/notify/wechat-main";

    /// <summary>What the channel made of each callback, oldest first.</summary>
    public ConcurrentQueue<NotificationReading> Readings { get; } = new();

    public SocketAccount? Account { get; private set; }

    public IPaymentChannel Channel => Account!.Channel;

    public static async Task<SimulatedWeChat> StartAsync(Action<WeChatOptions, JsonNode>? configure = null, Action<SimulatorOptions>? simulator = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = Keys;
            options.TimeScale = 0.001;
            simulator?.Invoke(options);
        });
        var app = builder.Build();
        app.MapPaymentSimulators();
        var self = new SimulatedWeChat(app);
        app.MapPost("/notify/{account}", (RequestDelegate)self.ReceiveAsync);
        await app.StartAsync();
        var credentials = self.World.Credentials()["wechat"]!;
        self.Account = new SocketAccount(self.Address, options =>
        {
            options.MchId = (string)credentials["mchId"]!;
            options.AppId = (string)credentials["appId"]!;
            options.MerchantSerialNo = (string)credentials["merchantSerialNo"]!;
            options.PrivateKey = (string)credentials["merchantPrivateKeyPem"]!;
            options.ApiV3Key = (string)credentials["apiV3Key"]!;
            options.PublicKeyId = (string)credentials["publicKeyId"]!;
            options.PublicKey = (string)credentials["publicKeyPem"]!;
            configure?.Invoke(options, credentials);
        });
        return self;
    }

    public async Task<NotificationReading[]> WaitForAsync(int count)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (Readings.Count < count && Environment.TickCount64 < deadline)
        {
            await Task.Delay(10);
        }

        Assert.True(Readings.Count >= count, $"{Readings.Count} of {count} callbacks came.");
        return [.. Readings];
    }

    public async ValueTask DisposeAsync()
    {
        if (Account is not null)
        {
            await Account.DisposeAsync();
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new NotificationRequest(
            body.ToArray(), context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, (StringValues)header.Value)), DateTimeOffset.UtcNow);
        var reading = await Channel.ReadNotificationAsync(request, context.RequestAborted);
        Readings.Enqueue(reading);
        var reply = Channel.ReplyTo(reading is NotificationReading.Verified ? NotificationVerdict.Accepted : NotificationVerdict.Refused);
        context.Response.StatusCode = reply.StatusCode;
        if (reply.ContentType is { } type)
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(reply.Body);
        }
    }
}
