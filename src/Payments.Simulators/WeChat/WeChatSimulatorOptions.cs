using Microsoft.Extensions.Configuration;

namespace Payments.Simulators.WeChat;

/// <summary>The default WeChat Pay merchant of the simulated world. What is left null is generated (and kept in the data folder).</summary>
public sealed class WeChatSimulatorOptions
{
    /// <summary>Merchant number. Default <c>1900000001</c>.</summary>
    public string? MchId { get; set; }

    /// <summary>Application id bound to the merchant. Default <c>wx8888888888888888</c>.</summary>
    public string? AppId { get; set; }

    /// <summary>APIv3 key, 32 ASCII characters.</summary>
    public string? ApiV3Key { get; set; }

    /// <summary>Merchant private key, PEM, RSA 2048.</summary>
    public string? MerchantPrivateKeyPem { get; set; }

    /// <summary>Merchant API certificate, PEM; its serial number is the merchant serial number.</summary>
    public string? MerchantCertificatePem { get; set; }

    internal void ReadFlags(IConfiguration flags)
    {
        MchId = flags["wechat-mch-id"] ?? MchId;
        AppId = flags["wechat-app-id"] ?? AppId;
        ApiV3Key = flags["wechat-api-v3-key"] ?? ApiV3Key;
        MerchantPrivateKeyPem = ReadFile(flags["wechat-merchant-key"]) ?? MerchantPrivateKeyPem;
        MerchantCertificatePem = ReadFile(flags["wechat-merchant-certificate"]) ?? MerchantCertificatePem;
    }

    private static string? ReadFile(string? path) => path is null ? null : File.ReadAllText(path);
}
