using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Hostile;

/// <summary>Makes Alipay callbacks with the platform's own key: genuine ones, and ones wrong in exactly one place.</summary>
internal sealed class AlipayForge(SimulatorFixture simulators, string attemptNo)
{
    public string PrivateKey { get; set; } = simulators.Identity("alipay-platform", "alipayKeyPem");

    public SortedDictionary<string, string> Fields { get; } = new(StringComparer.Ordinal)
    {
        ["notify_time"] = Beijing(DateTimeOffset.UtcNow),
        ["notify_type"] = "trade_status_sync",
        ["notify_id"] = Guid.NewGuid().ToString("N"),
        ["app_id"] = (string)simulators.Credentials["alipay"]!["appId"]!,
        ["auth_app_id"] = (string)simulators.Credentials["alipay"]!["appId"]!,
        ["charset"] = "utf-8",
        ["version"] = "1.0",
        ["sign_type"] = "RSA2",
        ["trade_no"] = "2026112322001400000000000001",
        ["out_trade_no"] = attemptNo,
        ["buyer_id"] = Forgery.PayerId,
        ["seller_id"] = (string)simulators.Credentials["alipay"]!["sellerId"]!,
        ["trade_status"] = "TRADE_SUCCESS",
        ["total_amount"] = "88.00",
        ["receipt_amount"] = "88.00",
        ["subject"] = "红茶 100 g",
        ["gmt_create"] = Beijing(DateTimeOffset.UtcNow),
        ["gmt_payment"] = Beijing(DateTimeOffset.UtcNow),
        ["fund_bill_list"] = """[{"amount":"88.00","fundChannel":"ALIPAYACCOUNT"}]""",
    };

    public Func<string, string> Signature { get; set; } = static signature => signature;

    /// <summary>Changes the form after it was signed.</summary>
    public Func<string, string> SentBody { get; set; } = static body => body;

    public Func<byte[], byte[]> SentBytes { get; set; } = static body => body;

    public string ContentType { get; set; } = "application/x-www-form-urlencoded";

    public HttpRequestMessage Make()
    {
        var text = string.Join('&', Fields.Where(field => field.Key is not ("sign" or "sign_type") && field.Value.Length > 0).Select(field => $"{field.Key}={field.Value}"));
        using var key = RSA.Create();
        key.ImportFromPem(PrivateKey);
        var signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var form = string.Join('&', Fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}").Append($"sign={Uri.EscapeDataString(Signature(signature))}"));
        var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new ByteArrayContent(SentBytes(Encoding.UTF8.GetBytes(SentBody(form)))) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        return request;
    }

    public static string Beijing(DateTimeOffset time) => time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
