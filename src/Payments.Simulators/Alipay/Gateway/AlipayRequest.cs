using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Calls;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary>One call of the gateway: its parameters, the merchant they name and the business content, as far as readable.</summary>
internal sealed class AlipayRequest
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private AlipayRequest(IReadOnlyDictionary<string, string> parameters, Encoding? charset, AlipayMerchant? merchant)
    {
        Parameters = parameters;
        NamedCharset = charset;
        Merchant = merchant;
    }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The charset the request names; null where there is no such charset.</summary>
    public Encoding? NamedCharset { get; }

    public Encoding Charset => NamedCharset ?? Encoding.UTF8;

    /// <summary>The application <c>app_id</c> names; null where there is none such.</summary>
    public AlipayMerchant? Merchant { get; }

    public string Method => this["method"];

    /// <summary>The algorithm of the answer: the request's, where it names a known one.</summary>
    public string SignType => AlipaySignature.IsKnown(this["sign_type"]) ? this["sign_type"] : AlipaySignature.Rsa2;

    public bool IsEncrypted => this["encrypt_type"].Length > 0;

    public bool NamesCertificate => this["app_cert_sn"].Length > 0;

    /// <summary>The business content; null where it is missing, undecipherable or no JSON object.</summary>
    public JsonObject? Content { get; private init; }

    /// <summary>The number of the order, trade or transfer the content names, as far as readable.</summary>
    public string? OrderNumber
    {
        get
        {
            var named = Content?["out_trade_no"] ?? Content?["out_biz_no"];
            return named is JsonValue value && value.TryGetValue<string>(out var number) ? number : null;
        }
    }

    public string this[string name] => Parameters.TryGetValue(name, out var value) ? value : "";

    public static AlipayRequest Parse(string query, ReadOnlySpan<byte> body, AlipayMerchants merchants)
    {
        var (parameters, charset) = AlipayForm.Parse(query, body);
        var merchant = parameters.TryGetValue("app_id", out var appId) ? merchants.FindByAppId(appId) : null;
        return new AlipayRequest(parameters, charset, merchant)
        {
            Content = ReadContent(parameters, charset ?? Encoding.UTF8, merchant),
        };
    }

    /// <summary>A call that came another way, its proof checked elsewhere.</summary>
    public static AlipayRequest Compose(IReadOnlyDictionary<string, string> parameters, AlipayMerchant? merchant, JsonObject? content) =>
        new(parameters, Encoding.UTF8, merchant) { Content = content };

    /// <summary>The request behind an order string handed to the mobile client.</summary>
    public static AlipayRequest ParseOrderString(string orderString, AlipayMerchants merchants) => Parse(orderString, [], merchants);

    public static AlipayRequest Of(SimulatedRequest request) => (AlipayRequest)request.Parsed!;

    private static JsonObject? ReadContent(Dictionary<string, string> parameters, Encoding charset, AlipayMerchant? merchant)
    {
        var text = parameters.GetValueOrDefault("biz_content");
        if (text is { Length: > 0 } && parameters.GetValueOrDefault("encrypt_type") == "AES")
        {
            text = merchant is null ? null : AlipayContent.Decrypt(merchant.ContentKey, charset, text);
        }

        // A method without business content may leave the parameter out altogether.
        if (text is not { Length: > 0 }) return parameters.ContainsKey("biz_content") ? null : [];
        return ReadObject(text);
    }

    /// <summary>A JSON object with readable texts and no member named twice; null for anything else.</summary>
    public static JsonObject? ReadObject(string text)
    {
        try
        {
            ReadTexts(Encoding.UTF8.GetBytes(text));
            return JsonNode.Parse(text, nodeOptions: null, Strict) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads every text once: one with a lone surrogate parses, and fails only here.</summary>
    private static void ReadTexts(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String) reader.GetString();
        }
    }
}
