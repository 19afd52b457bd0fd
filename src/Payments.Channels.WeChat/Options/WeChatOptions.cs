using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Channels.WeChat;

/// <summary>
/// One WeChat Pay account: section <c>Payments:WeChat:&lt;account&gt;</c>. Read once, when the account is first needed; changing a setting takes a restart.
/// Every wrong setting is reported when the host starts, by its path and without its value.
/// </summary>
public sealed class WeChatOptions
{
    private Secret? _privateKey;
    private Secret? _privateKeyPassword;
    private Secret? _apiV3Key;

    /// <summary>The merchant number (<c>mchid</c>); in partner mode the service provider's (<c>sp_mchid</c>). Required; at most 32 digits.</summary>
    public string MchId { get; set; } = "";

    /// <summary>
    /// The application the merchant number is bound to (<c>appid</c>; in partner mode <c>sp_appid</c>), used by every method that has no application of its own below.
    /// Required; at most 32 characters.
    /// </summary>
    public string AppId { get; set; } = "";

    /// <summary>The mini-program's own <c>appid</c>. Default: <see cref="AppId"/>.</summary>
    public string? MiniProgramAppId { get; set; }

    /// <summary>The mobile app's own <c>appid</c> (open platform). Default: <see cref="AppId"/>.</summary>
    public string? AppAppId { get; set; }

    /// <summary>The serial number of the merchant API certificate: hex, as the merchant console shows it. Default: the one of <see cref="MerchantCertificate"/> or of the P12 file in <see cref="PrivateKey"/>.</summary>
    public string? MerchantSerialNo { get; set; }

    /// <summary>
    /// The merchant API private key (<c>apiclient_key.pem</c>): PEM text, bare Base64, or the path of a PEM, DER or P12 file. Not needed when an
    /// <see cref="IWeChatSigner"/> is registered for the account. A secret.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? PrivateKey
    {
        get => _privateKey?.Reveal();
        set => _privateKey = Secret.Of(value);
    }

    /// <summary>The password of an encrypted private key or P12 file (WeChat's own P12 files open with the merchant number). A secret.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? PrivateKeyPassword
    {
        get => _privateKeyPassword?.Reveal();
        set => _privateKeyPassword = Secret.Of(value);
    }

    /// <summary>The merchant API certificate (<c>apiclient_cert.pem</c>), text or path. Optional: with it the start-up check compares the key and the serial number.</summary>
    public string? MerchantCertificate { get; set; }

    /// <summary>The APIv3 key set in the merchant console: exactly 32 ASCII characters. It decrypts callbacks and platform certificates. A secret.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string ApiV3Key
    {
        get => _apiV3Key?.Reveal() ?? "";
        set => _apiV3Key = Secret.Of(value);
    }

    /// <summary>The id of the WeChat Pay public key, as <c>PUB_KEY_ID_0114232134912410000000000000</c>. Set together with <see cref="PublicKey"/>.</summary>
    public string? PublicKeyId { get; set; }

    /// <summary>The WeChat Pay public key (<c>pub_key.pem</c>), text or path. Set together with <see cref="PublicKeyId"/>.</summary>
    public string? PublicKey { get; set; }

    /// <summary>
    /// Whether platform certificates are fetched and trusted. Default: <see langword="false"/>. Merchants since the end of 2024 have only a public key; older ones have
    /// certificates; during the move from one to the other set both, so that whatever WeChat signs with is recognised.
    /// </summary>
    public bool UsePlatformCertificates { get; set; }

    /// <summary>How old the certificates may grow before they are fetched again in the background. Default: 12 hours. 10 minutes to 24 hours.</summary>
    public TimeSpan CertificateRefreshInterval { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The shortest time between two fetches that unknown serial numbers in callbacks may cause. Default: 1 minute. 10 seconds to 1 hour.</summary>
    public TimeSpan CertificateRefreshMinimumInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Partner (service provider) mode: the sub-merchant that is paid (<c>sub_mchid</c>). Default: none, the merchant is paid itself.</summary>
    public string? SubMchId { get; set; }

    /// <summary>Partner mode: the sub-merchant's own application (<c>sub_appid</c>); payers are then named by their openid under it.</summary>
    public string? SubAppId { get; set; }

    /// <summary>Where the API is: scheme and host only. Default: <c>https://api.mch.weixin.qq.com</c>. Plain http is taken for the local machine and for host names without a dot.</summary>
    public string BaseUrl { get; set; } = DefaultBaseUrl;

    /// <summary>
    /// Where calls go that did not get to the first address, and those that are safe to repeat also when it was silent. Default: <c>https://api2.mch.weixin.qq.com</c>
    /// while <see cref="BaseUrl"/> is the default, none otherwise. <c>none</c> switches it off.
    /// </summary>
    public string? BackupBaseUrl { get; set; }

    /// <summary>
    /// How long a call that is not repeated (a new order, a bar-code charge) may take at one address, from the connection to the end of the answer.
    /// Default: 10 seconds. 1 to 60 seconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one try of a call that is safe to repeat (query, close, refund, reversal, bill) may take. Default: 4 seconds, so that three of them fit
    /// into the 15 seconds of <c>Payments:ChannelTimeout</c>. 100 milliseconds to 60 seconds.
    /// </summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How often a call that is safe to repeat is sent again, under the same numbers, after silence, a broken connection or an answer that asks for it.
    /// Default: 2. 0 to 5.
    /// </summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>How long to wait for a connection, a part of <see cref="Timeout"/> and <see cref="TryTimeout"/>: past it nothing was sent. Default: 3 seconds. 100 milliseconds to 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the download of one bill may take. Default: 5 minutes. 10 seconds to 1 hour.</summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The scene of <c>wechat.h5</c> (<c>h5_info.type</c>): <c>Wap</c>, <c>iOS</c> or <c>Android</c>. Default: <c>Wap</c>.</summary>
    public string H5SceneType { get; set; } = "Wap";

    /// <summary>Bar-code payment.</summary>
    public WeChatBarcodeOptions Barcode { get; set; } = new();

    internal const string DefaultBaseUrl = "https://api.mch.weixin.qq.com";
    internal const string DefaultBackupBaseUrl = "https://api2.mch.weixin.qq.com";
    internal const string NoBackup = "none";

    /// <summary>The address of the backup domain, or <see langword="null"/> when there is none.</summary>
    internal string? EffectiveBackupBaseUrl => BackupBaseUrl switch
    {
        null or "" => BaseUrl == DefaultBaseUrl ? DefaultBackupBaseUrl : null,
        NoBackup => null,
        var address => address,
    };
}

/// <summary>Bar-code payment (<c>codepay</c>), section <c>Barcode</c> of an account. WeChat opens its v3 form to chosen merchants only.</summary>
public sealed class WeChatBarcodeOptions
{
    /// <summary>Whether the account offers <c>wechat.barcode</c>. Default: <see langword="false"/>.</summary>
    public bool Enabled { get; set; }

    /// <summary>The shop's number (<c>scene_info.store_info.out_id</c>). Required when enabled; at most 32 characters.</summary>
    public string? StoreId { get; set; }

    /// <summary>How long to wait between two questions while the payer enters a password. Default: 5 seconds. 1 to 30 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the payer may take; then the payment is reversed. Default: 30 seconds. 5 to 60 seconds.</summary>
    public TimeSpan PollFor { get; set; } = TimeSpan.FromSeconds(30);
}
