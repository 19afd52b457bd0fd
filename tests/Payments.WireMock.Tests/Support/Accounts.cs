using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Payments.WireMock.Tests.Support;

/// <summary>
/// One account of each channel per file in <c>mappings/</c>, called after it: <c>wechat-slow</c> is the merchant whose WeChat Pay is <c>slow.json</c>.
/// WireMock knows them apart by merchant number and application.
/// </summary>
internal static partial class Accounts
{
    private static readonly string[] Hurried = ["slow", "dribble", "first-slow"];

    public static string Mappings => Path.Combine(AppContext.BaseDirectory, "mappings");

    public static string MchId(int number) => $"1900000{number}";

    public static Dictionary<string, string?> Settings(string wiremock, string otherAddress, string closed)
    {
        using var ours = RSA.Create(2048);
        using var theirs = RSA.Create(2048);
        var keys = new Keys(ours.ExportPkcs8PrivateKeyPem(), theirs.ExportSubjectPublicKeyInfoPem());
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Mappings, "*.json").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            var name = Path.GetFileNameWithoutExtension(file);
            if (WeChatNumber().Match(text) is { Success: true } wechat)
            {
                AddWeChat(settings, name, wechat.Value, keys, wiremock);
            }

            if (AlipayNumber().Match(text) is { Success: true } alipay)
            {
                AddAlipay(settings, name, alipay.Value, keys, $"{wiremock}/gateway.do");
            }
        }

        foreach (var (name, number) in ResumptionTests.Accounts)
        {
            AddWeChat(settings, name, MchId(number), keys, wiremock);
        }

        AddWeChat(settings, "closed", MchId(900), keys, closed);
        AddAlipay(settings, "closed", "2021000000000900", keys, $"{closed}/gateway.do");
        settings["Payments:WeChat:wechat-backup:BaseUrl"] = closed;
        settings["Payments:WeChat:wechat-backup:BackupBaseUrl"] = wiremock;
        foreach (var name in (string[])["first-slow", "first-answers", "first-reset"])
        {
            settings[$"Payments:WeChat:wechat-{name}:BackupBaseUrl"] = otherAddress;
        }

        return settings;
    }

    private static void AddWeChat(Dictionary<string, string?> settings, string name, string mchId, Keys keys, string address)
    {
        var section = $"Payments:WeChat:wechat-{name}";
        settings[$"{section}:MchId"] = mchId;
        settings[$"{section}:AppId"] = "wx8888888888888888";
        settings[$"{section}:MerchantSerialNo"] = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
        settings[$"{section}:PrivateKey"] = keys.Ours;
        settings[$"{section}:ApiV3Key"] = "0123456789abcdef0123456789abcdef";
        settings[$"{section}:PublicKeyId"] = "PUB_KEY_ID_0119000001002024010100000000000001";
        settings[$"{section}:PublicKey"] = keys.Theirs;
        settings[$"{section}:BaseUrl"] = address;
        settings[$"{section}:Timeout"] = Timeout(name);
        settings[$"{section}:TryTimeout"] = Timeout(name);
    }

    private static void AddAlipay(Dictionary<string, string?> settings, string name, string appId, Keys keys, string address)
    {
        var section = $"Payments:Alipay:alipay-{name}";
        settings[$"{section}:AppId"] = appId;
        settings[$"{section}:SellerId"] = "2088000000000900";
        settings[$"{section}:AppPrivateKey"] = keys.Ours;
        settings[$"{section}:AlipayPublicKey"] = keys.Theirs;
        settings[$"{section}:GatewayUrl"] = address;
        settings[$"{section}:Timeout"] = Timeout(name);
        settings[$"{section}:TryTimeout"] = Timeout(name);
    }

    // A busy machine must not make a sick channel look like a slow one.
    private static string Timeout(string name) => Hurried.Contains(name) ? "00:00:01" : "00:00:30";

    [GeneratedRegex(@"1900000\d{3}", RegexOptions.None, 1000)]
    private static partial Regex WeChatNumber();

    [GeneratedRegex(@"2021000000000\d{3}", RegexOptions.None, 1000)]
    private static partial Regex AlipayNumber();

    private sealed record Keys(string Ours, string Theirs);
}
