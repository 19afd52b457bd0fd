using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

/// <summary>What came back, with the exact bytes.</summary>
internal sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Raw)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Raw)!;

    public string? Code => (string?)Json["code"];

    public string? Message => (string?)Json["message"];

    public string? Text(string name) => (string?)Json[name];
}

/// <summary>A merchant in a few lines: signs requests and checks answers by the documentation, sharing no code with the simulator.</summary>
internal sealed class WeChatClient(SimulatorHost host, JsonObject credentials)
{
    private readonly RSA _merchantKey = Import((string)credentials["merchantPrivateKeyPem"]!);

    public string MchId { get; } = (string)credentials["mchId"]!;

    public string AppId { get; } = (string)credentials["appId"]!;

    public string PublicKeyId { get; } = (string)credentials["publicKeyId"]!;

    public string PlatformSerialNo { get; } = (string)credentials["platformSerialNo"]!;

    public string SerialNo { get; set; } = (string)credentials["merchantSerialNo"]!;

    public static async Task<WeChatClient> CreateAsync(SimulatorHost host) => new(host, await host.CredentialsAsync("wechat"));

    public static string Number() => $"T{Guid.NewGuid():N}"[..32];

    public JsonObject NativeOrder(string outTradeNo, long total = 100) => new()
    {
        ["appid"] = AppId,
        ["mchid"] = MchId,
        ["description"] = "一杯茶",
        ["out_trade_no"] = outTradeNo,
        ["notify_url"] = host.NotifyUrl,
        ["amount"] = new JsonObject { ["total"] = total, ["currency"] = "CNY" },
    };

    public JsonObject RefundOf(string outTradeNo, string outRefundNo, long refund, long total = 100) => new()
    {
        ["out_trade_no"] = outTradeNo,
        ["out_refund_no"] = outRefundNo,
        ["notify_url"] = host.NotifyUrl,
        ["amount"] = new JsonObject { ["refund"] = refund, ["total"] = total, ["currency"] = "CNY" },
    };

    public Task<Answer> CreateAsync(string outTradeNo, long total = 100, string? serial = null) =>
        PostAsync("/v3/pay/transactions/native", NativeOrder(outTradeNo, total), serial);

    public async Task<string> PaidOrderAsync(long total = 100)
    {
        var number = Number();
        Assert.Equal(HttpStatusCode.OK, (await CreateAsync(number, total)).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.PayAsync("wechat", number)).Status);
        return number;
    }

    public Task<Answer> QueryAsync(string outTradeNo) => GetAsync($"/v3/pay/transactions/out-trade-no/{outTradeNo}?mchid={MchId}");

    public Task<Answer> CloseAsync(string outTradeNo) =>
        PostAsync($"/v3/pay/transactions/out-trade-no/{outTradeNo}/close", new JsonObject { ["mchid"] = MchId });

    public Task<Answer> RefundAsync(JsonObject body) => PostAsync("/v3/refund/domestic/refunds", body);

    public Task<Answer> RefundQueryAsync(string outRefundNo) => GetAsync($"/v3/refund/domestic/refunds/{outRefundNo}");

    public Task<Answer> GetAsync(string target, string? serial = null) => SendAsync(HttpMethod.Get, target, "", serial: serial);

    public Task<Answer> PostAsync(string target, JsonObject body, string? serial = null) => SendAsync(HttpMethod.Post, target, Write(body), serial: serial);

    /// <summary>Sends exactly these bytes, signed unless an Authorization value (or "" for none) is given.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string target, string body, string? authorization = null, string? serial = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Address, target));
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "tests");
        if (authorization != "")
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization ?? Authorize(method.Method, target, body));
        }

        if (serial is not null)
        {
            request.Headers.TryAddWithoutValidation("Wechatpay-Serial", serial);
        }

        using var response = await host.Client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(static h => h.Key, static h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    public string Authorize(string method, string target, string body, long? timestamp = null, string? mchId = null)
    {
        var time = (timestamp ?? host.Options.TimeProvider.GetUtcNow().ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
        var nonce = Guid.NewGuid().ToString("N");
        var message = $"{method}\n{target}\n{time}\n{nonce}\n{body}\n";
        var signature = Convert.ToBase64String(_merchantKey.SignData(Encoding.UTF8.GetBytes(message), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return $"WECHATPAY2-SHA256-RSA2048 mchid=\"{mchId ?? MchId}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{time}\",serial_no=\"{SerialNo}\"";
    }

    /// <summary>Whether headers and body carry a good signature of the key they name.</summary>
    public bool Verifies(IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        if (!headers.TryGetValue("Wechatpay-Signature", out var signature) || signature.StartsWith("WECHATPAY/", StringComparison.Ordinal))
        {
            return false;
        }

        var serial = headers["Wechatpay-Serial"];
        using var key = serial == PublicKeyId ? Import((string)credentials["publicKeyPem"]!)
            : serial == PlatformSerialNo ? X509Certificate2.CreateFromPem((string)credentials["platformCertificatePem"]!).GetRSAPublicKey()!
            : null;
        byte[] message = [.. Encoding.UTF8.GetBytes($"{headers["Wechatpay-Timestamp"]}\n{headers["Wechatpay-Nonce"]}\n"), .. body, (byte)'\n'];
        return key?.VerifyData(message, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? false;
    }

    public bool Verifies(Answer answer) => Verifies(answer.Headers, answer.Raw);

    public bool Verifies(Received received) => Verifies(received.Headers, received.Body);

    /// <summary>The plaintext of a callback.</summary>
    public JsonObject Open(Received received)
    {
        var resource = (JsonObject)((JsonObject)JsonNode.Parse(received.Body)!)["resource"]!;
        var data = Convert.FromBase64String((string)resource["ciphertext"]!);
        var plain = new byte[data.Length - 16];
        using var aes = new AesGcm(Encoding.ASCII.GetBytes((string)credentials["apiV3Key"]!), 16);
        aes.Decrypt(
            Encoding.ASCII.GetBytes((string)resource["nonce"]!), data.AsSpan(0, plain.Length), data.AsSpan(plain.Length), plain,
            Encoding.UTF8.GetBytes((string)resource["associated_data"]!));
        return (JsonObject)JsonNode.Parse(plain)!;
    }

    public static string Write(JsonNode body) =>
        body.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static RSA Import(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }
}
