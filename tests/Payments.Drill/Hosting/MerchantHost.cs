using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Drill.Hosting;

/// <summary>A merchant's host as a developer would build it: SQLite in a file, and two accounts, the second for when the first cannot.</summary>
internal sealed class MerchantHost : IAsyncDisposable
{
    public const string Primary = "wechat-main";
    public const string Backup = "wechat-backup";

    private readonly WebApplication _app;
    private readonly string _file;

    private MerchantHost(WebApplication app, string file, HealthLog log)
    {
        _app = app;
        _file = file;
        Log = log;
    }

    public IPaymentClient Payments => _app.Services.GetRequiredService<IPaymentClient>();

    public IPaymentStore Store => _app.Services.GetRequiredService<IPaymentStore>();

    public IChannelAccounts Accounts => _app.Services.GetRequiredService<IChannelAccounts>();

    public HealthLog Log { get; }

    public static async Task<MerchantHost> StartAsync(Simulator primary, string primaryAddress, Simulator backup, DrillOptions options)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var file = Path.Combine(Path.GetTempPath(), $"payments-drill-{Guid.NewGuid():N}.db");
        var builder = WebApplication.CreateSlimBuilder();
        var log = new HealthLog();
        builder.Logging.ClearProviders().AddProvider(log);
        var settings = builder.Configuration;
        settings["urls"] = address;
        settings["Payments:NotifyUrl"] = $"{address}/payments/notify";
        settings["Payments:Sqlite:DataSource"] = file;
        settings["Payments:Routing:Rules:0:Name"] = "main first";
        settings["Payments:Routing:Rules:0:Accounts:0:Account"] = Primary;
        settings["Payments:Routing:Rules:0:Accounts:0:Priority"] = "0";
        settings["Payments:Routing:Rules:0:Accounts:1:Account"] = Backup;
        settings["Payments:Routing:Rules:0:Accounts:1:Priority"] = "1";
        if (options.IsShort)
        {
            settings["Payments:ChannelTimeout"] = "00:00:05";
            settings["Payments:Routing:ProbeAfter"] = "00:00:03";
            settings["Payments:Routing:MaxProbeDelay"] = "00:00:06";
            settings["Payments:Routing:ProbeLimit"] = "00:00:01";
            settings["Payments:Sweeper:FirstDelay"] = "00:00:02";
            settings["Payments:Sweeper:MaxDelay"] = "00:00:04";
        }

        AddAccount(settings, Primary, primary, primaryAddress);
        AddAccount(settings, Backup, backup, backup.Address.ToString().TrimEnd('/'));
        builder.AddPayments().AddWeChat().UseSqlite();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.MapPayments();
        await app.StartAsync();
        return new MerchantHost(app, file, log);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(_file + suffix);
        }
    }

    private static void AddAccount(ConfigurationManager settings, string account, Simulator simulator, string address)
    {
        var given = simulator.World.Credentials()["wechat"]!;
        var section = string.Create(CultureInfo.InvariantCulture, $"Payments:WeChat:{account}");
        settings[$"{section}:MchId"] = (string)given["mchId"]!;
        settings[$"{section}:AppId"] = (string)given["appId"]!;
        settings[$"{section}:MerchantSerialNo"] = (string)given["merchantSerialNo"]!;
        settings[$"{section}:PrivateKey"] = (string)given["merchantPrivateKeyPem"]!;
        settings[$"{section}:ApiV3Key"] = (string)given["apiV3Key"]!;
        settings[$"{section}:PublicKeyId"] = (string)given["publicKeyId"]!;
        settings[$"{section}:PublicKey"] = (string)given["publicKeyPem"]!;
        settings[$"{section}:BaseUrl"] = address;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
