using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Payments.Channels;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>WeChat Pay's half of the cryptography, written apart from the code under test.</summary>
internal sealed class WeChatSide
{
    public const string ApiV3Key = "0123456789abcdef0123456789ABCDEF";
    public const string PublicKeyId = "PUB_KEY_ID_0119000000012024010100000000000001";
    public const string CertificateSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
    public const string NextCertificateSerial = "6157F09EFDC096DE15EBE81A47057A7232F1B8E2";
    public const string MerchantSerial = "7157F09EFDC096DE15EBE81A47057A7232F1B8E3";

    public static string Sign(RSA key, string timestamp, string nonce, ReadOnlySpan<byte> body)
    {
        byte[] message = [.. Encoding.UTF8.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n'];
        return Convert.ToBase64String(key.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static string Seal(string plaintext, string nonce = "fdasflkja484", string associatedData = "transaction", string apiV3Key = ApiV3Key) =>
        Seal(Encoding.UTF8.GetBytes(plaintext), nonce, associatedData, apiV3Key);

    public static string Seal(byte[] plaintext, string nonce, string associatedData, string apiV3Key = ApiV3Key)
    {
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(apiV3Key), 16);
        var sealedData = new byte[plaintext.Length + 16];
        aes.Encrypt(Encoding.UTF8.GetBytes(nonce), plaintext, sealedData.AsSpan(0, plaintext.Length), sealedData.AsSpan(plaintext.Length), Encoding.UTF8.GetBytes(associatedData));
        return Convert.ToBase64String(sealedData);
    }

    public static string Payment(string more = "", string total = "100", string currency = "CNY", string mchId = "1900000001", string appId = "wx8888888888888888", string state = "SUCCESS") =>
        $$"""{"mchid":"{{mchId}}","appid":"{{appId}}","out_trade_no":"01JABCDEFGHJKMNPQRSTVWXYZ001","transaction_id":"4200000000202001010000000001","trade_type":"JSAPI","trade_state":"{{state}}","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"","success_time":"2025-01-01T00:00:00+08:00","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"amount":{"total":{{total}},"payer_total":100,"currency":"{{currency}}","payer_currency":"CNY"}{{more}} }""";

    public static string Refund(string status = "SUCCESS", string mchId = "1900000001") =>
        $$"""{"mchid":"{{mchId}}","transaction_id":"4200000000202001010000000001","out_trade_no":"01JABCDEFGHJKMNPQRSTVWXYZ001","refund_id":"50000000382019052709732678859","out_refund_no":"R1","refund_status":"{{status}}","success_time":"2025-01-01T00:05:00+08:00","user_received_account":"支付用户零钱","amount":{"total":100,"refund":40,"payer_total":100,"payer_refund":40} }""";

    public static string Envelope(string content, string eventType = "TRANSACTION.SUCCESS", string nonce = "fdasflkja484", string associatedData = "transaction") =>
        $$"""{"id":"EV-2018022511223320873","create_time":"2025-01-01T00:00:00+08:00","resource_type":"encrypt-resource","event_type":"{{eventType}}","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"{{Seal(content, nonce, associatedData)}}","associated_data":"{{associatedData}}","nonce":"{{nonce}}"} }""";

    public static Dictionary<string, StringValues> Headers(
        ReadOnlySpan<byte> body, DateTimeOffset now, RSA? key = null, string serial = PublicKeyId, string nonce = "593BEC0C930BF1AFEB40B4A08C8FB242")
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, StringValues>(StringComparer.Ordinal)
        {
            ["Content-Type"] = "application/json",
            ["Wechatpay-Timestamp"] = timestamp,
            ["Wechatpay-Nonce"] = nonce,
            ["Wechatpay-Serial"] = serial,
            ["Wechatpay-Signature"] = Sign(key ?? TestKeys.Platform, timestamp, nonce, body),
            ["Wechatpay-Signature-Type"] = "WECHATPAY2-SHA256-RSA2048",
        };
    }

    public static NotificationRequest Callback(string body, DateTimeOffset now, RSA? key = null, string serial = PublicKeyId)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new NotificationRequest(bytes, Headers(bytes, now, key, serial), now);
    }
}
