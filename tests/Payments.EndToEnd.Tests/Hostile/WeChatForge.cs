using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Hostile;

/// <summary>Makes WeChat Pay callbacks with the platform's own key: genuine ones, and ones wrong in exactly one place.</summary>
internal sealed class WeChatForge(SimulatorFixture simulators, string attemptNo)
{
    private readonly JsonNode _wechat = simulators.Credentials["wechat"]!;

    public string PrivateKey { get; set; } = simulators.Identity("wechat", "PublicKeyPrivatePem");

    public string Serial { get; set; } = (string)simulators.Credentials["wechat"]!["publicKeyId"]!;

    public string ApiV3Key { get; set; } = (string)simulators.Credentials["wechat"]!["apiV3Key"]!;

    public string Timestamp { get; set; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public string Nonce { get; set; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public string EventType { get; set; } = "TRANSACTION.SUCCESS";

    public string SealAssociatedData { get; set; } = "transaction";

    /// <summary>Changes the plaintext before it is encrypted.</summary>
    public Action<JsonObject> Content { get; set; } = static _ => { };

    public Func<string, string> ContentText { get; set; } = static text => text;

    /// <summary>Changes the envelope before it is signed.</summary>
    public Action<JsonObject> Envelope { get; set; } = static _ => { };

    public Func<string, string> EnvelopeText { get; set; } = static text => text;

    public Func<byte[], byte[]> SignedBody { get; set; } = static body => body;

    /// <summary>Changes the body after it was signed.</summary>
    public Func<byte[], byte[]> SentBody { get; set; } = static body => body;

    public Func<string, string> Signature { get; set; } = static signature => signature;

    public Action<HttpRequestHeaders> Headers { get; set; } = static _ => { };

    public HttpRequestMessage Make()
    {
        var body = SignedBody(Encoding.UTF8.GetBytes(EnvelopeText(MakeEnvelope().ToJsonString())));
        using var key = RSA.Create();
        key.ImportFromPem(PrivateKey);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Timestamp}\n{Nonce}\n"), .. body, (byte)'\n'];
        var signature = Convert.ToBase64String(key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new ByteArrayContent(SentBody(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Wechatpay-Timestamp", Timestamp);
        request.Headers.TryAddWithoutValidation("Wechatpay-Nonce", Nonce);
        request.Headers.TryAddWithoutValidation("Wechatpay-Serial", Serial);
        request.Headers.TryAddWithoutValidation("Wechatpay-Signature", Signature(signature));
        request.Headers.TryAddWithoutValidation("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
        Headers(request.Headers);
        return request;
    }

    private JsonObject MakeEnvelope()
    {
        var content = new JsonObject
        {
            ["appid"] = (string)_wechat["appId"]!,
            ["mchid"] = (string)_wechat["mchId"]!,
            ["out_trade_no"] = attemptNo,
            ["transaction_id"] = "4200002000202611230000000001",
            ["trade_type"] = "NATIVE",
            ["trade_state"] = "SUCCESS",
            ["trade_state_desc"] = "支付成功",
            ["success_time"] = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["payer"] = new JsonObject { ["openid"] = Forgery.PayerId },
            ["amount"] = new JsonObject { ["total"] = 8_800, ["payer_total"] = 8_800, ["currency"] = "CNY", ["payer_currency"] = "CNY" },
        };
        Content(content);
        var envelope = new JsonObject
        {
            ["id"] = $"EV-{Guid.NewGuid():N}",
            ["create_time"] = "2026-11-23T13:29:35+08:00",
            ["resource_type"] = "encrypt-resource",
            ["event_type"] = EventType,
            ["summary"] = "支付成功",
            ["resource"] = Seal(ContentText(content.ToJsonString())),
        };
        Envelope(envelope);
        return envelope;
    }

    private JsonObject Seal(string content)
    {
        const string nonce = "fdasflkja484";
        var plain = Encoding.UTF8.GetBytes(content);
        var cipher = new byte[plain.Length];
        var tag = new byte[16];
        using var aes = new AesGcm(Encoding.ASCII.GetBytes(ApiV3Key), tag.Length);
        aes.Encrypt(Encoding.ASCII.GetBytes(nonce), plain, cipher, tag, Encoding.ASCII.GetBytes(SealAssociatedData));
        return new JsonObject
        {
            ["original_type"] = "transaction",
            ["algorithm"] = "AEAD_AES_256_GCM",
            ["ciphertext"] = Convert.ToBase64String([.. cipher, .. tag]),
            ["associated_data"] = "transaction",
            ["nonce"] = nonce,
        };
    }
}
