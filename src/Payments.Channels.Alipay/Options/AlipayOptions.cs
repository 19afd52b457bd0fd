using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Channels.Alipay;

/// <summary>
/// The settings of one Alipay account, <c>Payments:Alipay:&lt;account&gt;</c>. Give either <see cref="AlipayPublicKey"/> (public-key mode) or
/// the three certificates (certificate mode). Read once, when the account is first used; every problem is reported when the host starts.
/// </summary>
/// <remarks>
/// Keys and certificates are given as PEM text, bare Base64, or the path of a file. The charset is always UTF-8 and the signature always RSA2
/// (RSA, 2048 bits or more, SHA-256): Alipay takes nothing better, and nothing weaker is worth taking.
/// </remarks>
public sealed class AlipayOptions
{
    private Secret? _appPrivateKey;
    private Secret? _appPrivateKeyPassword;
    private Secret? _aesKey;
    private Secret? _appAuthToken;

    /// <summary>The application's id: digits, 16 at the time of writing, at most 32. Required.</summary>
    public string? AppId { get; set; }

    /// <summary>The merchant's id (PID) that callbacks must name: 16 digits starting with 2088. Required.</summary>
    public string? SellerId { get; set; }

    /// <summary>
    /// The application's private key: PKCS#1, PKCS#8, PKCS#8 with a password, or P12. Required unless an <see cref="IAlipaySigner"/> is
    /// registered for the account.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? AppPrivateKey
    {
        get => _appPrivateKey?.Reveal();
        set => _appPrivateKey = Secret.Of(value);
    }

    /// <summary>The password of an encrypted <see cref="AppPrivateKey"/>. Default: none.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? AppPrivateKeyPassword
    {
        get => _appPrivateKeyPassword?.Reveal();
        set => _appPrivateKeyPassword = Secret.Of(value);
    }

    /// <summary>Public-key mode: Alipay's public key as the console shows it ("支付宝公钥"), not the application's own.</summary>
    public string? AlipayPublicKey { get; set; }

    /// <summary>Certificate mode: the application's certificate (<c>appCertPublicKey_….crt</c>).</summary>
    public string? AppCertificate { get; set; }

    /// <summary>Certificate mode: Alipay's certificate with the authority that issued it (<c>alipayCertPublicKey_RSA2.crt</c>). A newer one is fetched when Alipay signs with it.</summary>
    public string? AlipayCertificate { get; set; }

    /// <summary>Certificate mode: Alipay's roots (<c>alipayRootCert.crt</c>), which every newer certificate must lead to.</summary>
    public string? AlipayRootCertificate { get; set; }

    /// <summary>The content key of the console ("接口内容加密方式"): Base64 of 16 bytes. When given, the content of every call is encrypted. Default: none.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? AesKey
    {
        get => _aesKey?.Reveal();
        set => _aesKey = Secret.Of(value);
    }

    /// <summary>The gateway. Default: <c>https://openapi.alipay.com/gateway.do</c>; the sandbox is <c>https://openapi-sandbox.dl.alipaydev.com/gateway.do</c>. Plain http is taken for a loopback address only.</summary>
    public string GatewayUrl { get; set; } = "https://openapi.alipay.com/gateway.do";

    /// <summary>The merchant's token, when a service provider acts for a merchant: at most 40 characters. Default: none.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? AppAuthToken
    {
        get => _appAuthToken?.Reveal();
        set => _appAuthToken = Secret.Of(value);
    }

    /// <summary>How long a call that is not repeated (a new trade, a bar-code charge) may take. Default: 10 s. 1 to 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one try of a call that is safe to repeat (query, close, refund, reversal, bill) may take. Default: 4 s, so that three of them fit into
    /// the 15 s of <c>Payments:ChannelTimeout</c>. 100 ms to 60 s.
    /// </summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How often a call that is safe to repeat is sent again, under the same numbers, after silence, a broken connection or an answer that asks for it.
    /// Default: 2. 0 to 5.
    /// </summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>How long to wait for a connection, a part of <see cref="Timeout"/> and <see cref="TryTimeout"/>: past it nothing was sent. Default: 3 s. 100 ms to 30 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How a page payment is handed out. Default: <see cref="AlipayPageForm.Auto"/>.</summary>
    public AlipayPageForm PageForm { get; set; } = AlipayPageForm.Auto;

    /// <summary>How <c>alipay.page</c> shows its QR code: <c>0</c> to <c>4</c> as in <c>qr_pay_mode</c>. Default: Alipay's own page (not sent).</summary>
    public string? QrPayMode { get; set; }

    /// <summary>Where <c>alipay.wap</c> leads a payer who gives up: an absolute http or https address, at most 400 characters. Default: none.</summary>
    public string? QuitUrl { get; set; }

    /// <summary>The mini program's application id, sent as <c>op_app_id</c> with <c>alipay.create</c>. Default: none.</summary>
    public string? MiniProgramAppId { get; set; }

    /// <summary>The product of <c>alipay.wap</c>. Default: <c>QUICK_WAP_WAY</c>. At most 64 characters.</summary>
    public string WapProductCode { get; set; } = "QUICK_WAP_WAY";

    /// <summary>The product of <c>alipay.app</c>. Default: <c>QUICK_MSECURITY_PAY</c>. At most 64 characters.</summary>
    public string AppProductCode { get; set; } = "QUICK_MSECURITY_PAY";

    /// <summary>The product of <c>alipay.precreate</c>. Default: <c>FACE_TO_FACE_PAYMENT</c>; some contracts have <c>QR_CODE_OFFLINE</c>. At most 64 characters.</summary>
    public string PrecreateProductCode { get; set; } = "FACE_TO_FACE_PAYMENT";

    /// <summary>The product of <c>alipay.create</c>. Default: <c>JSAPI_PAY</c>. At most 64 characters.</summary>
    public string CreateProductCode { get; set; } = "JSAPI_PAY";

    /// <summary>The product of <c>alipay.barcode</c>. Default: <c>FACE_TO_FACE_PAYMENT</c>. At most 64 characters.</summary>
    public string BarcodeProductCode { get; set; } = "FACE_TO_FACE_PAYMENT";

    /// <summary>How long to wait between two questions while the payer of a bar code enters a password. Default: 5 s (Alipay asks for 3 to 6). 10 ms to 30 s.</summary>
    public TimeSpan BarcodePollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the payer of a bar code has before the payment is reversed. Default: 60 s. 0 to 5 minutes.</summary>
    public TimeSpan BarcodePollTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest bill taken, in bytes, as downloaded and as unpacked. Default: 2 GiB. 1 KiB to 64 GiB.</summary>
    public long MaxBillBytes { get; set; } = 2L << 30;

    /// <summary>Shows no setting: they hold secrets.</summary>
    public override string ToString() => nameof(AlipayOptions);
}

/// <summary>How a page payment is handed out.</summary>
public enum AlipayPageForm
{
    /// <summary>An address of up to 2,000 characters as <see cref="NextAction.Redirect"/>, a longer one as <see cref="NextAction.SubmitForm"/>.</summary>
    Auto,

    /// <summary>Always <see cref="NextAction.Redirect"/>: every parameter in the address.</summary>
    Redirect,

    /// <summary>Always <see cref="NextAction.SubmitForm"/>: the content as a form field, the other parameters in the address.</summary>
    SubmitForm,
}
