using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Payments.Simulators.Keys;

namespace Payments.Simulators.WeChat.Identity;

/// <summary>One merchant's identity as kept in the data folder.</summary>
internal sealed record WeChatIdentity
{
    public required string MchId { get; init; }

    public required string AppId { get; init; }

    public required string ApiV3Key { get; init; }

    /// <summary>Null when the merchant keeps it to itself and only gave its certificate.</summary>
    public string? MerchantPrivateKeyPem { get; init; }

    public required string MerchantCertificatePem { get; init; }

    public required string PlatformPrivateKeyPem { get; init; }

    public required string PlatformCertificatePem { get; init; }

    public required string PublicKeyId { get; init; }

    public required string PublicKeyPrivatePem { get; init; }

    public static WeChatIdentity Create(string mchId, string appId, WeChatSimulatorOptions? given, DateTimeOffset now)
    {
        SimulatorKey? merchant = null, platform = null, publicKey = null;
        Parallel.Invoke(
            () => merchant = given?.MerchantPrivateKeyPem is { } pem ? SimulatorKey.FromPrivatePem(pem) : SimulatorKey.Generate(),
            () => platform = SimulatorKey.Generate(),
            () => publicKey = SimulatorKey.Generate());
        using (merchant)
        using (platform)
        using (publicKey)
        {
            var ownCertificate = given is { MerchantCertificatePem: not null, MerchantPrivateKeyPem: null };
            return new WeChatIdentity
            {
                MchId = mchId,
                AppId = appId,
                ApiV3Key = given?.ApiV3Key ?? RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32),
                MerchantPrivateKeyPem = ownCertificate ? null : merchant!.PrivatePem,
                MerchantCertificatePem = given?.MerchantCertificatePem ?? MerchantCertificate(mchId, merchant!, now),
                PlatformPrivateKeyPem = platform!.PrivatePem,
                PlatformCertificatePem = PlatformCertificate(platform, now),
                PublicKeyId = $"PUB_KEY_ID_01{mchId}{now.ToOffset(TimeSpan.FromHours(8)):yyMMdd}00{RandomNumberGenerator.GetInt32(100_000_000):D8}",
                PublicKeyPrivatePem = publicKey!.PrivatePem,
            };
        }
    }

    public static string MerchantCertificate(string mchId, SimulatorKey key, DateTimeOffset now) =>
        Issue($"CN={mchId}, OU=Simulated Merchant, O=Payment Simulator, L=Shenzhen, C=CN", key, now);

    public static string PlatformCertificate(SimulatorKey key, DateTimeOffset now) =>
        Issue("CN=Tenpay.com sign, OU=Simulated, O=Payment Simulator, L=Shenzhen, C=CN", key, now);

    /// <summary>The authority's key is of no use to anybody: clients know both certificates by serial number, not by chain.</summary>
    private static string Issue(string subject, SimulatorKey key, DateTimeOffset now)
    {
        using var certificate = SimulatorCertificates.Issue(
            subject, key, "CN=Payment Simulator Root CA, O=Payment Simulator, C=CN", key, now.AddDays(-1), now.AddDays(-1).AddYears(5));
        return certificate.ExportCertificatePem();
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(WeChatIdentity))]
internal sealed partial class WeChatIdentityContext : JsonSerializerContext;
