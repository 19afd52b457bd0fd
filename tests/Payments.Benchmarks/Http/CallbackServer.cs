using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Benchmarks.Hosting;
using Payments.Channels;
using Payments.Fuzz.Genuine;
using Payments.PostgreSql;

namespace Payments.Benchmarks.Http;

/// <summary>
/// Kestrel on the loopback with the callback endpoint as a host has it, and beside it the same path without the database: read, verify, decrypt,
/// parse, acknowledge. What runs beside a request (delivery of events, sweeping) is not part of the request and does not run.
/// </summary>
internal sealed class CallbackServer : IAsyncDisposable
{
    public const string Account = "wechat-main";
    public const string BarePath = "/bare";
    public const string FullPath = "/payments/notify/" + Account;

    private readonly WebApplication _app;
    private readonly RSA _platformKey;
    private readonly RSA _merchantKey;

    private CallbackServer(WebApplication app, RSA platformKey, RSA merchantKey) => (_app, _platformKey, _merchantKey) = (app, platformKey, merchantKey);

    public int Port => new Uri(_app.Urls.Single()).Port;

    public WeChatPlatform Platform => new(_platformKey, ChannelHost.ApiV3Key);

    public static async Task<CallbackServer> StartAsync(string connectionString, PostgreSqlPaymentStore store)
    {
        var (platformKey, merchantKey) = (RSA.Create(2048), RSA.Create(2048));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddPayments(options => options.NotifyUrl = "https://pay.example.com/payments/notify")
            .UsePostgreSql(connectionString)
            .AddWeChat(Account, options =>
            {
                options.MchId = WeChatPlatform.MchId;
                options.AppId = WeChatPlatform.AppId;
                options.MerchantSerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
                options.PrivateKey = merchantKey.ExportPkcs8PrivateKeyPem();
                options.ApiV3Key = ChannelHost.ApiV3Key;
                options.PublicKeyId = WeChatPlatform.PublicKeyId;
                options.PublicKey = platformKey.ExportSubjectPublicKeyInfoPem();
            });
        foreach (var beside in builder.Services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace?.StartsWith("Microsoft", StringComparison.Ordinal) != true).ToList())
        {
            builder.Services.Remove(beside);
        }

        builder.Services.AddSingleton(store); // the store whose orders the callbacks are about; it is open
        var app = builder.Build();
        app.MapPaymentNotifications();
        var channel = app.Services.GetRequiredService<IPaymentChannels>().Find(Account)!;
        app.MapPost(BarePath, context => AcknowledgeAsync(context, channel));
        await app.StartAsync();
        return new CallbackServer(app, platformKey, merchantKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _platformKey.Dispose();
        _merchantKey.Dispose();
    }

    private static async Task AcknowledgeAsync(HttpContext context, IPaymentChannel channel)
    {
        var result = await context.Request.BodyReader.ReadAtLeastAsync((int)context.Request.ContentLength!.Value, context.RequestAborted);
        var body = result.Buffer.ToArray();
        context.Request.BodyReader.AdvanceTo(result.Buffer.End);
        var reading = await channel.ReadNotificationAsync(new NotificationRequest(body, context.Request.Headers, DateTimeOffset.UtcNow), context.RequestAborted);
        var isPaid = reading is NotificationReading.Verified { Notification: ChannelNotification.Payment { Value.Status: ChannelPaymentStatus.Succeeded } };
        context.Response.StatusCode = channel.ReplyTo(isPaid ? NotificationVerdict.Accepted : NotificationVerdict.Refused).StatusCode;
    }
}
