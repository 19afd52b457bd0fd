using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.Memory;
using Payments.Simulators;

namespace MerchantWeb.Demo;

/// <summary>
/// What lets the shop run with nothing else: WeChat Pay and Alipay simulated on the shop's own address, and the settings a merchant would get from
/// the channels' consoles, for two accounts at each. Settings of your own win.
/// </summary>
internal static class DemoExtensions
{
    private const string Backup = "backup";
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static void AddDemo(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        var address = Address(builder.Configuration);
        var folder = Folder(builder.Configuration);
        Action<SimulatorOptions> simulators = options => options.DataFolder = Path.Combine(folder, "simulators");
        builder.Services.AddPaymentSimulators(simulators);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Settings(address, folder, Credentials(simulators)) });
        builder.Services.AddHostedService(services =>
        {
            // The channels know a further merchant from its first use on, and its first call may be for a bill.
            services.GetRequiredService<SimulatorWorld>().Credentials(Backup);
            return new Announcement(address, folder, services.GetRequiredService<IHostApplicationLifetime>());
        });
    }

    /// <summary>The shop's address, the first of <c>--urls</c>; its port is chosen now when it is 0, because channels must know where to call back.</summary>
    private static string Address(ConfigurationManager configuration)
    {
        var urls = (configuration["urls"] ?? DefaultUrl).Split(';');
        var url = BindingAddress.Parse(urls[0]);
        var port = url.Port == 0 ? FreePort() : url.Port;
        urls[0] = $"{url.Scheme}://{url.Host}:{port}";
        configuration["urls"] = string.Join(';', urls);
        var host = url.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : url.Host;
        return $"{url.Scheme}://{host}:{port}";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Where payments, the archive of bills and the simulators' keys are kept: <c>--data</c>, or a folder among the user's local data.</summary>
    private static string Folder(ConfigurationManager configuration)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = configuration["data"] ?? Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "Payments.Sdk", "MerchantWeb");
        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Asks a world of the same folder for the keys of every account: they are needed before the host's own world is there.</summary>
    private static Dictionary<string, JsonObject> Credentials(Action<SimulatorOptions> simulators)
    {
        using var services = new ServiceCollection().AddLogging().AddPaymentSimulators(simulators).BuildServiceProvider();
        var world = services.GetRequiredService<SimulatorWorld>();
        return new(StringComparer.Ordinal) { ["main"] = world.Credentials(), [Backup] = world.Credentials(Backup) };
    }

    private static Dictionary<string, string?> Settings(string address, string folder, Dictionary<string, JsonObject> credentials)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Payments:NotifyUrl"] = $"{address}/payments/notify",
            ["Payments:Sqlite:DataSource"] = Path.Combine(folder, "payments.db"),
            ["Payments:Reconciliation:Archive:Folder"] = Path.Combine(folder, "archive"),
            ["Payments:Reconciliation:WorkFolder"] = Path.Combine(folder, "reconciliation"),
        };
        foreach (var (name, channels) in credentials)
        {
            AddWeChat(settings, $"Payments:WeChat:wechat-{name}", address, channels["wechat"]!);
            AddAlipay(settings, $"Payments:Alipay:alipay-{name}", address, channels["alipay"]!);
        }

        return settings;
    }

    private static void AddWeChat(Dictionary<string, string?> settings, string path, string address, JsonNode wechat)
    {
        settings[$"{path}:BaseUrl"] = address;
        settings[$"{path}:MchId"] = (string?)wechat["mchId"];
        settings[$"{path}:AppId"] = (string?)wechat["appId"];
        settings[$"{path}:MerchantSerialNo"] = (string?)wechat["merchantSerialNo"];
        settings[$"{path}:PrivateKey"] = (string?)wechat["merchantPrivateKeyPem"];
        settings[$"{path}:ApiV3Key"] = (string?)wechat["apiV3Key"];
        settings[$"{path}:PublicKeyId"] = (string?)wechat["publicKeyId"];
        settings[$"{path}:PublicKey"] = (string?)wechat["publicKeyPem"];
    }

    private static void AddAlipay(Dictionary<string, string?> settings, string path, string address, JsonNode alipay)
    {
        settings[$"{path}:GatewayUrl"] = $"{address}/gateway.do";
        settings[$"{path}:AppId"] = (string?)alipay["appId"];
        settings[$"{path}:SellerId"] = (string?)alipay["sellerId"];
        settings[$"{path}:AppPrivateKey"] = (string?)alipay["appPrivateKeyPem"];
        settings[$"{path}:AlipayPublicKey"] = (string?)alipay["alipayPublicKeyPem"];
    }
}
