using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Payments.Channels.Alipay.Tests.Support;

/// <summary>A callback in the making: genuine until a test changes it.</summary>
internal sealed class Notice
{
    private readonly SortedDictionary<string, string> _fields = new(StringComparer.Ordinal)
    {
        ["app_id"] = AlipayHarness.AppId,
        ["auth_app_id"] = AlipayHarness.AppId,
        ["buyer_id"] = "2088900000000007",
        ["buyer_logon_id"] = "159****5620",
        ["buyer_pay_amount"] = "88.00",
        ["charset"] = "utf-8",
        ["fund_bill_list"] = """[{"amount":"88.00","fundChannel":"ALIPAYACCOUNT"}]""",
        ["gmt_create"] = "2026-03-04 13:05:00",
        ["gmt_payment"] = "2026-03-04 13:05:59",
        ["invoice_amount"] = "88.00",
        ["notify_id"] = "2026030400222130559001000000000001",
        ["notify_time"] = "2026-03-04 13:06:00",
        ["notify_type"] = "trade_status_sync",
        ["out_trade_no"] = AlipayHarness.AttemptNo,
        ["passback_params"] = "a=1&b=100%25",
        ["point_amount"] = "0.00",
        ["receipt_amount"] = "88.00",
        ["seller_email"] = "shop@example.com",
        ["seller_id"] = AlipayHarness.SellerId,
        ["sign_type"] = "RSA2",
        ["subject"] = "一杯咖啡 + 100%",
        ["total_amount"] = "88.00",
        ["trade_no"] = "2026030422001400000000000001",
        ["trade_status"] = "TRADE_SUCCESS",
        ["version"] = "1.0",
    };

    public Encoding Charset { get; init; } = Encoding.UTF8;

    public static Notice With(params (string Name, string? Value)[] changes)
    {
        var notice = new Notice();
        foreach (var (name, value) in changes) notice.Set(name, value);
        return notice;
    }

    public Notice Set(string name, string? value)
    {
        if (value is null) _fields.Remove(name);
        else _fields[name] = value;
        return this;
    }

    public string Signature(RSA? key = null, bool keepsType = false)
    {
        var text = string.Join('&', _fields.Where(field => field.Value.Length > 0 && (keepsType || field.Key != "sign_type")).Select(static field => $"{field.Key}={field.Value}"));
        return Convert.ToBase64String((key ?? FakeGateway.PlatformKey).SignData(Charset.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public string Form(string? signature = null) => string.Join('&', _fields.Append(new("sign", signature ?? Signature())).Select(field => $"{field.Key}={Encode(field.Value)}"));

    public byte[] Bytes(string? signature = null) => Encoding.ASCII.GetBytes(Form(signature));

    public static NotificationRequest Request(byte[] body, bool isTruncated = false) => new(
        body,
        [new KeyValuePair<string, StringValues>("Content-Type", MediaTypeNames.Application.FormUrlEncoded + "; charset=utf-8")],
        TestTime.Start)
    { IsTruncated = isTruncated };

    private string Encode(string value) => string.Concat(Charset.GetBytes(value).Select(static b =>
        b == ' ' ? "+" : char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));
}
