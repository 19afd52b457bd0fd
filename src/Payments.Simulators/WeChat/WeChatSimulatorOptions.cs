using Microsoft.Extensions.Configuration;

namespace Payments.Simulators.WeChat;

/// <summary>Which key the simulated WeChat Pay signs with where the client did not say.</summary>
public enum WeChatSigningKey
{
    /// <summary>Callbacks about an order use the key that its prepay request named in <c>Wechatpay-Serial</c>, else the platform certificate.</summary>
    AsAsked,

    /// <summary>Always the platform certificate.</summary>
    PlatformCertificate,

    /// <summary>Always the WeChat Pay public key.</summary>
    PublicKey,

    /// <summary>By turns, as while a merchant migrates.</summary>
    Alternate,
}

/// <summary>
/// The default WeChat Pay merchant of the simulated world, and switches for behaviour the public sources leave open.
/// Identity left null is generated (and kept in the data folder).
/// </summary>
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

    /// <summary>Merchant API certificate, PEM; its serial number is the merchant serial number. Without it, one is made for the key.</summary>
    public string? MerchantCertificatePem { get; set; }

    /// <summary>Refuse request fields the API does not define. Default true.</summary>
    public bool RefuseUnknownFields { get; set; } = true;

    /// <summary>Refuse requests without <c>User-Agent</c>, and bodies that are not declared JSON. Default true.</summary>
    public bool StrictHeaders { get; set; } = true;

    /// <summary>Refuse a <c>Wechatpay-Serial</c> request header that names no key of ours. Default true.</summary>
    public bool RefuseUnknownSerial { get; set; } = true;

    /// <summary>Measure text in UTF-8 bytes instead of characters. Default false.</summary>
    public bool MeasureTextInBytes { get; set; }

    /// <summary>Closing a number that never had an order burns it. Default true.</summary>
    public bool CloseBurnsUnknownNumbers { get; set; } = true;

    /// <summary>Write <c>ORDERPAID</c>, <c>ORDERCLOSED</c>, <c>ORDERNOTEXIST</c> as older pages do. Default false: <c>ORDER_PAID</c> …</summary>
    public bool OldErrorNames { get; set; }

    /// <summary>The merchant has no platform certificate, as merchants registered since the end of 2024. Default false: both keys at once.</summary>
    public bool PublicKeyOnly { get; set; }

    /// <summary>Who signs callbacks. Default <see cref="WeChatSigningKey.AsAsked"/>.</summary>
    public WeChatSigningKey CallbackSigning { get; set; }

    /// <summary>Sign 4xx answers of authenticated calls too. Default true.</summary>
    public bool SignErrors { get; set; } = true;

    /// <summary>From PROCESSING to the end of a refund. Default 3 s, multiplied by the time scale.</summary>
    public TimeSpan RefundDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Smallest pause between two refunds of one order (the documentation says a minute). Default zero: not enforced.</summary>
    public TimeSpan MinRefundInterval { get; set; }

    /// <summary>How long a bill address can be fetched, once. Default 5 min (older pages: 30 s).</summary>
    public TimeSpan BillUrlLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Enforce the payee name rules of transfers (forbidden under 0.30 yuan, required from 2,000 yuan). Default true.</summary>
    public bool StrictTransferNames { get; set; } = true;

    /// <summary>The merchant numbers allowed as sub-merchants in partner calls. Empty (default): any.</summary>
    public ISet<string> SubMerchants { get; } = new HashSet<string>(StringComparer.Ordinal);

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
