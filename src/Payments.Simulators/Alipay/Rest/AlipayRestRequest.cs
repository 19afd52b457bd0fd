using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Calls;

namespace Payments.Simulators.Alipay.Rest;

/// <summary>One call of the REST API (v3): what its <c>Authorization</c> header claims, the text it signs, and its content.</summary>
internal sealed class AlipayRestRequest
{
    private const string Scheme = "ALIPAY-SHA256withRSA ";
    private const string PathStart = "/v3/alipay/";

    private readonly Dictionary<string, string> _claims;

    private AlipayRestRequest(Dictionary<string, string> claims, string signedText, string signature, AlipayRequest call)
    {
        _claims = claims;
        SignedText = signedText;
        Signature = signature;
        Call = call;
    }

    public string SignedText { get; }

    public string Signature { get; }

    /// <summary>The same call in the gateway's words, so that both ways share every method and all state.</summary>
    public AlipayRequest Call { get; }

    public string Claim(string name) => _claims.GetValueOrDefault(name, "");

    public static AlipayRestRequest Parse(SimulatedRequest request, AlipayMerchants merchants)
    {
        var (authText, signature) = ReadAuthorization(request.Header("Authorization") ?? "");
        var claims = authText.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(static claim => claim.Split('=', 2))
            .Where(static claim => claim.Length == 2)
            .DistinctBy(static claim => claim[0], StringComparer.Ordinal)
            .ToDictionary(static claim => claim[0], static claim => claim[1], StringComparer.Ordinal);
        var body = Encoding.UTF8.GetString(request.Body);
        var token = request.Header("alipay-app-auth-token") is { Length: > 0 } given ? $"{given}\n" : "";
        var merchant = merchants.FindByAppId(claims.GetValueOrDefault("app_id", ""));
        return new AlipayRestRequest(
            claims,
            $"{authText}\n{request.Method}\n{request.RawTarget}\n{body}\n{token}",
            signature,
            ToCall(request, body, claims, merchant));
    }

    public static AlipayRestRequest Of(SimulatedRequest request) => (AlipayRestRequest)request.Parsed!;

    private static (string AuthText, string Signature) ReadAuthorization(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.Ordinal)) return ("", "");
        var at = header.LastIndexOf(",sign=", StringComparison.Ordinal);
        return at < 0 ? (header[Scheme.Length..], "") : (header[Scheme.Length..at], header[(at + ",sign=".Length)..]);
    }

    private static AlipayRequest ToCall(SimulatedRequest request, string body, Dictionary<string, string> claims, AlipayMerchant? merchant)
    {
        var encryptType = request.Header("alipay-encrypt-type") ?? "";
        var content = request.Method == "GET" ? FromQuery(request) : FromBody(body, encryptType, merchant);
        var path = request.RawTarget.Split('?')[0];
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = claims.GetValueOrDefault("app_id", ""),
            ["method"] = $"alipay.{path[Math.Min(PathStart.Length, path.Length)..].Replace('/', '.')}",
            ["charset"] = "utf-8",
            ["sign_type"] = AlipaySignature.Rsa2,
            ["encrypt_type"] = encryptType,
            ["app_cert_sn"] = claims.GetValueOrDefault("app_cert_sn", ""),
            ["alipay_root_cert_sn"] = request.Header("alipay-root-cert-sn") ?? "",
            ["notify_url"] = Member(content, "notify_url"),
            ["return_url"] = Member(content, "return_url"),
        };
        return AlipayRequest.Compose(parameters, merchant, content);
    }

    private static JsonObject? FromBody(string body, string encryptType, AlipayMerchant? merchant)
    {
        if (encryptType.Length == 0) return body.Length == 0 ? [] : AlipayRequest.ReadObject(body);
        var clear = merchant is null ? null : AlipayContent.Decrypt(merchant.ContentKey, Encoding.UTF8, body);
        return clear is null ? null : AlipayRequest.ReadObject(clear);
    }

    private static JsonObject FromQuery(SimulatedRequest request)
    {
        var content = new JsonObject();
        foreach (var (name, values) in QueryHelpers.ParseQuery(request.Context.Request.QueryString.Value)) content[name] = values[0];
        return content;
    }

    private static string Member(JsonObject? content, string name) =>
        content?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
