using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.Alipay;

/// <summary>A merchant's side written from the protocol alone: it shares no code with the simulator.</summary>
internal sealed class AlipayTestClient
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;

    private AlipayTestClient(SimulatorHost host, JsonObject credentials)
    {
        Host = host;
        Credentials = credentials;
    }

    public SimulatorHost Host { get; }

    public JsonObject Credentials { get; }

    public string AppId => Text("appId");

    public string SellerId => Text("sellerId");

    public bool UseCertificates { get; set; }

    public bool Encrypt { get; set; }

    public string SignType { get; set; } = "RSA2";

    public string Charset { get; set; } = "utf-8";

    public DateTimeOffset? Now { get; set; }

    public static async Task<AlipayTestClient> ConnectAsync(SimulatorHost host, string? merchant = null)
    {
        var all = await host.GetAsync($"/_sim/credentials{(merchant is null ? "" : $"?merchant={merchant}")}");
        return new AlipayTestClient(host, (JsonObject)all["alipay"]!);
    }

    public string Text(string name) => (string)Credentials[name]!;

    /// <summary>Every parameter of a call, signed.</summary>
    public Dictionary<string, string> Sign(string method, JsonObject biz, params (string Name, string Value)[] extra)
    {
        var now = (Now ?? Host.Options.TimeProvider.GetUtcNow()).ToOffset(TimeSpan.FromHours(8));
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = AppId,
            ["method"] = method,
            ["format"] = "JSON",
            ["charset"] = Charset,
            ["sign_type"] = SignType,
            ["timestamp"] = now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["version"] = "1.0",
            ["biz_content"] = biz.ToJsonString(),
        };
        if (Encrypt)
        {
            parameters["encrypt_type"] = "AES";
            using var aes = Aes.Create();
            aes.Key = Convert.FromBase64String(Text("aesKey"));
            parameters["biz_content"] = Convert.ToBase64String(aes.EncryptCbc(Bytes(parameters["biz_content"]), new byte[16]));
        }

        if (UseCertificates)
        {
            parameters["app_cert_sn"] = Text("appCertSn");
            parameters["alipay_root_cert_sn"] = Text("alipayRootCertSn");
        }

        foreach (var (name, value) in extra) parameters[name] = value;
        return Resign(parameters);
    }

    public Dictionary<string, string> Resign(Dictionary<string, string> parameters)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Text("appPrivateKeyPem"));
        var signature = key.SignData(Bytes(SignedText(parameters, "sign")), Hash(SignType), RSASignaturePadding.Pkcs1);
        parameters["sign"] = Convert.ToBase64String(signature);
        return parameters;
    }

    /// <summary>Sends as the official clients do: public parameters in the query, the business content in the body.</summary>
    public async Task<AlipayReply> SendAsync(Dictionary<string, string> parameters)
    {
        using var response = await PostAsync(parameters);
        var body = Encoding(Charset).GetString(await response.Content.ReadAsByteArrayAsync());
        return new AlipayReply(response.StatusCode, body, this);
    }

    public Task<HttpResponseMessage> PostAsync(Dictionary<string, string> parameters)
    {
        var query = Form(parameters.Where(static p => p.Key != "biz_content"));
        var content = new StringContent(Form(parameters.Where(static p => p.Key == "biz_content")));
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return Host.Client.PostAsync($"/gateway.do?{query}", content);
    }

    public Task<string> GetTextAsync(string path) => Host.Client.GetStringAsync(path);

    public async Task<string> PostTextAsync(string path, string form)
    {
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        using var response = await Host.Client.PostAsync(path, content);
        return await response.Content.ReadAsStringAsync();
    }

    public Task<AlipayReply> CallAsync(string method, JsonObject biz, params (string Name, string Value)[] extra) =>
        SendAsync(Sign(method, biz, extra));

    /// <summary>The node of a call that must succeed, its signature proven.</summary>
    public async Task<JsonObject> SucceedAsync(string method, JsonObject biz, params (string Name, string Value)[] extra)
    {
        var reply = await CallAsync(method, biz, extra);
        Assert.True(reply.IsProven, reply.Body);
        var node = reply.Node(method);
        Assert.True((string?)node["code"] is "10000", reply.Body);
        return node;
    }

    /// <summary>The sub code of a call that must be refused, its signature proven.</summary>
    public async Task<string?> RefusedAsync(string method, JsonObject biz, params (string Name, string Value)[] extra)
    {
        var reply = await CallAsync(method, biz, extra);
        Assert.True(reply.IsProven, reply.Body);
        Assert.False((string?)reply.Node(method)["code"] is "10000", reply.Body);
        return (string?)reply.Node(method)["sub_code"];
    }

    public string Form(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters.Select(p => $"{p.Key}={Escape(p.Value)}"));

    public byte[] Bytes(string text) => Encoding(Charset).GetBytes(text);

    /// <summary>Whether a signature is the platform's, by the key the credentials name.</summary>
    public bool Proves(string text, string signature)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Text("alipayPublicKeyPem"));
        return key.VerifyData(Bytes(text), Convert.FromBase64String(signature), Hash(SignType), RSASignaturePadding.Pkcs1);
    }

    public static string SignedText(IEnumerable<KeyValuePair<string, string>> parameters, params string[] leftOut) => string.Join('&', parameters
        .Where(p => p.Value.Length > 0 && !Array.Exists(leftOut, name => name == p.Key))
        .OrderBy(static p => p.Key, StringComparer.Ordinal)
        .Select(static p => $"{p.Key}={p.Value}"));

    public static Encoding Encoding(string charset) => charset.StartsWith("gb", StringComparison.OrdinalIgnoreCase) ? Gbk : System.Text.Encoding.UTF8;

    private static HashAlgorithmName Hash(string signType) => signType == "RSA" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    private string Escape(string value) => string.Concat(Bytes(value).Select(static b =>
        char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));
}

/// <summary>An answer of the gateway, verified over the raw node as the protocol says.</summary>
internal sealed record AlipayReply(HttpStatusCode Status, string Body, AlipayTestClient Client)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Body)!;

    /// <summary>Read without a dictionary: a forged answer may name a node twice.</summary>
    public string? Signature
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.TryGetProperty("sign", out var sign) ? sign.GetString() : null;
        }
    }

    public bool IsProven => Signature is { } sign && Client.Proves(RawNode(), sign);

    public JsonObject Node(string method) => (JsonObject)Json[$"{method.Replace('.', '_')}_response"]!;

    /// <summary>The raw value of the first member that ends in <c>_response</c>, braces or quotes included.</summary>
    public string RawNode()
    {
        var start = Body.IndexOf("_response\":", StringComparison.Ordinal) + "_response\":".Length;
        var depth = 0;
        var inText = false;
        for (var i = start; i < Body.Length; i++)
        {
            switch (Body[i])
            {
                case '\\' when inText:
                    i++;
                    break;
                case '"':
                    inText = !inText;
                    if (!inText && depth == 0) return Body[start..(i + 1)];
                    break;
                case '{' when !inText:
                    depth++;
                    break;
                case '}' when !inText && --depth == 0:
                    return Body[start..(i + 1)];
            }
        }

        throw new InvalidDataException(Body);
    }
}
