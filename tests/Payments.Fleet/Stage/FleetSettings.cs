using System.Globalization;
using System.Text.Json.Nodes;

namespace Payments.Fleet.Stage;

/// <summary>The settings of all nodes: leases as short as the settings' ranges allow, so that what a dead node held is free again soon.</summary>
internal static class FleetSettings
{
    public const string FileName = "settings.json";
    public const string Primary = "wechat-main";
    public const string Backup = "wechat-backup";
    public const string Alipay = "alipay-main";

    /// <summary>The longest of the nodes' leases: a webhook's, 15 s for the try and 15 s beyond.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(30);

    /// <summary>The leases of a request, of a check of the sweeper and of the outbox are over by then.</summary>
    public static readonly TimeSpan RequestLeases = TimeSpan.FromSeconds(24);

    private const int RetriesInAll = 30;

    public static Dictionary<string, string> Of(ChannelWorld channels, Servers servers, string? bug)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Never dialled: callbacks are carried to whichever node is taken.
            ["Payments:NotifyUrl"] = "http://127.0.0.1:9/payments/notify",
            ["Payments:SelfTest"] = "false",
            ["Payments:ChannelTimeout"] = "00:00:02",
            ["Payments:Events:PollInterval"] = "00:00:00.2",
            ["Payments:Events:BatchSize"] = "64",
            ["Payments:Events:HandlerTimeout"] = "00:00:02",
            ["Payments:Events:MaxAttempts"] = "100",
            ["Payments:Events:RetryDelay"] = "00:00:00.2",
            ["Payments:Events:MaxRetryDelay"] = "00:00:02",
            ["Payments:Sweeper:PollInterval"] = "00:00:00.5",
            ["Payments:Sweeper:FirstDelay"] = "00:00:03",
            ["Payments:Sweeper:MaxDelay"] = "00:00:06",
            ["Payments:Sweeper:ExpiryGrace"] = "00:00:01",
            ["Payments:Routing:ProbeAfter"] = "00:00:03",
            ["Payments:Routing:MaxProbeDelay"] = "00:00:06",
            ["Payments:Routing:ProbeLimit"] = "00:00:01",
            ["Payments:Routing:Rules:0:Name"] = "main first",
            ["Payments:Routing:Rules:0:Methods:0"] = "wechat.*",
            ["Payments:Routing:Rules:0:Accounts:0:Account"] = Primary,
            ["Payments:Routing:Rules:0:Accounts:0:Priority"] = "0",
            ["Payments:Routing:Rules:0:Accounts:1:Account"] = Backup,
            ["Payments:Routing:Rules:0:Accounts:1:Priority"] = "1",
            ["Payments:PostgreSql:Lanes"] = "1",
            ["Payments:PostgreSql:CommandTimeout"] = "00:00:05",
            ["Payments:Webhooks:AllowLoopback"] = "true",
            ["Payments:Webhooks:Timeout"] = "00:00:15",
            ["Payments:Webhooks:PollInterval"] = "00:00:00.2",
            ["Payments:Webhooks:MaxPerEndpoint"] = "32",
        };
        for (var i = 0; i < RetriesInAll; i++)
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"Payments:Webhooks:Schedule:{i}")] = "00:00:01";
        }

        AddWeChat(settings, Primary, channels, merchant: null);
        AddWeChat(settings, Backup, channels, "backup");
        AddAlipay(settings, channels);
        servers.AddSettings(settings);
        if (bug is not null)
        {
            settings["fleet:bug"] = bug;
        }

        return settings;
    }

    public static async Task WriteAsync(string folder, Dictionary<string, string> settings)
    {
        var path = Path.Combine(folder, FileName);
        await using var file = File.Create(path); // in a folder that only this user can enter
        await System.Text.Json.JsonSerializer.SerializeAsync(file, settings);
    }

    private static void AddWeChat(Dictionary<string, string> settings, string account, ChannelWorld channels, string? merchant)
    {
        var given = channels.World.Credentials(merchant)["wechat"]!;
        Add(settings, $"Payments:WeChat:{account}", given, ("MchId", "mchId"), ("AppId", "appId"), ("MerchantSerialNo", "merchantSerialNo"), ("PrivateKey", "merchantPrivateKeyPem"), ("ApiV3Key", "apiV3Key"), ("PublicKeyId", "publicKeyId"), ("PublicKey", "publicKeyPem"));
        settings[$"Payments:WeChat:{account}:BaseUrl"] = channels.Address.ToString().TrimEnd('/');
        settings[$"Payments:WeChat:{account}:TryTimeout"] = "00:00:01";
    }

    private static void AddAlipay(Dictionary<string, string> settings, ChannelWorld channels)
    {
        var given = channels.World.Credentials()["alipay"]!;
        Add(settings, $"Payments:Alipay:{Alipay}", given, ("AppId", "appId"), ("SellerId", "sellerId"), ("AppPrivateKey", "appPrivateKeyPem"), ("AlipayPublicKey", "alipayPublicKeyPem"));
        settings[$"Payments:Alipay:{Alipay}:GatewayUrl"] = $"{channels.Address}gateway.do";
        settings[$"Payments:Alipay:{Alipay}:TryTimeout"] = "00:00:01";
    }

    private static void Add(Dictionary<string, string> settings, string section, JsonNode given, params ReadOnlySpan<(string Setting, string Member)> pairs)
    {
        foreach (var (setting, member) in pairs)
        {
            settings[$"{section}:{setting}"] = (string)given[member]!;
        }
    }
}
