using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Rest;

/// <summary><c>/v3/alipay/…</c>: the REST twin of the gateway, over the same trades. Jumps have no REST form.</summary>
internal sealed class AlipayRest(
    AlipayMerchants merchants,
    AlipayPlatform platform,
    AlipayMethods methods,
    AlipayGateway gateway,
    AlipaySimulatorOptions options,
    TimeProvider time)
{
    public const string Pattern = "/v3/alipay/{**path}";

    public CallSubject Describe(SimulatedRequest request)
    {
        var parsed = AlipayRestRequest.Parse(request, merchants);
        request.Parsed = parsed;
        return new CallSubject(methods.Find(parsed.Call.Method)?.Operation ?? parsed.Call.Method, parsed.Call.OrderNumber);
    }

    public SimulatedReply Handle(SimulatedRequest request)
    {
        var parsed = AlipayRestRequest.Of(request);
        var method = methods.Find(parsed.Call.Method);
        var now = time.GetUtcNow();
        var answer = Refuse(parsed, method is { OpensPage: false }, now)
            ?? gateway.RunChecked(parsed.Call, method!, now, request.BaseAddress);
        return Write(answer, parsed, request.Scenario);
    }

    public SimulatedReply Fail(SimulatedRequest request, Scenario scenario) =>
        Write(AlipayFailures.Of(scenario), AlipayRestRequest.Of(request), scenario: null);

    private AlipayAnswer? Refuse(AlipayRestRequest request, bool methodExists, DateTimeOffset now)
    {
        if (request.Signature.Length == 0) return AlipayAnswer.Missing("isv.missing-signature", "缺少签名");
        if (request.Call.Merchant is not { } merchant) return AlipayAnswer.Invalid("isv.invalid-app-id", "无效的AppID参数");
        if (request.Call.NamesCertificate && request.Claim("app_cert_sn") != merchant.CertificateNumber)
        {
            return AlipayAnswer.Invalid("isv.app-cert-not-exist", "应用公钥证书不存在");
        }

        if (options.SigningMode == AlipaySigningMode.Certificate && !request.Call.NamesCertificate)
        {
            return AlipayAnswer.Missing("isv.missing-app-cert-sn", "缺少应用公钥证书序列号");
        }

        if (!AlipaySignature.Verify(merchant.AppKey, AlipaySignature.Rsa2, Encoding.UTF8, request.SignedText, request.Signature))
        {
            return AlipayAnswer.Invalid("isv.invalid-signature", $"验签出错，网关生成的验签字符串为：{request.SignedText}");
        }

        if (!long.TryParse(request.Claim("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || Math.Abs(now.ToUnixTimeMilliseconds() - milliseconds) > options.TimestampTolerance.TotalMilliseconds)
        {
            return AlipayAnswer.Invalid("isv.invalid-timestamp", "非法的时间戳参数");
        }

        if (!methodExists) return AlipayAnswer.Invalid("isv.invalid-method", "不存在的方法名");
        if (request.Call.Content is not null) return null;
        return request.Call.IsEncrypted
            ? AlipayAnswer.Invalid("isv.invalid-encrypt", "解密出错，未知错误")
            : AlipayAnswer.Invalid("isv.illegal-json", "请求不是合法的JSON格式");
    }

    private SimulatedReply Write(AlipayAnswer answer, AlipayRestRequest request, Scenario? scenario)
    {
        var body = Encoding.UTF8.GetString(Json.Bytes(answer.IsAccepted ? answer.Fields : Error(answer)));
        var isEncrypted = request.Call.IsEncrypted && answer.IsAccepted;
        if (isEncrypted) body = AlipayContent.Encrypt(request.Call.Merchant!.ContentKey, Encoding.UTF8, body);
        var timestamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Guid.NewGuid().ToString("D");
        var key = scenario?.Kind == ScenarioKind.WrongSignature ? platform.Stranger : platform.Current.Key;
        var signature = AlipaySignature.Sign(key, AlipaySignature.Rsa2, Encoding.UTF8, $"{timestamp}\n{nonce}\n{body}\n");
        var reply = new SimulatedReply
        {
            Status = StatusOf(answer),
            ContentType = isEncrypted ? "text/plain;charset=utf-8" : "application/json;charset=utf-8",
            Body = Encoding.UTF8.GetBytes(scenario?.Kind == ScenarioKind.Tampered ? $"{body} " : body),
        };
        reply.With("alipay-timestamp", timestamp).With("alipay-nonce", nonce).With("alipay-trace-id", Guid.NewGuid().ToString("N"));
        if (scenario?.Kind != ScenarioKind.MissingHeaders) reply.With("alipay-signature", signature);
        if (request.Call.NamesCertificate) reply.With("alipay-sn", platform.Current.CertificateNumber);
        return reply;
    }

    /// <summary>Common errors lose their v2 prefix; business errors keep their names.</summary>
    private static JsonObject Error(AlipayAnswer answer)
    {
        var name = answer.SubCode ?? "unknow-error";
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return new JsonObject
        {
            ["code"] = name.StartsWith("is", StringComparison.Ordinal) || name.StartsWith("aop.", StringComparison.Ordinal) ? name[(dot + 1)..] : name,
            ["message"] = answer.SubMessage,
            ["links"] = new JsonArray(),
        };
    }

    private static int StatusOf(AlipayAnswer answer) => answer.Code switch
    {
        AlipayAnswer.Succeeded or AlipayAnswer.InProcess => StatusCodes.Status200OK,
        "20000" => StatusCodes.Status500InternalServerError,
        "40005" => StatusCodes.Status429TooManyRequests,
        "40006" => StatusCodes.Status403Forbidden,
        _ => answer.SubCode is "isv.missing-signature" or "isv.invalid-signature" or "isv.invalid-app-id" or "isv.invalid-timestamp"
            or "isv.app-cert-not-exist" or "isv.missing-app-cert-sn"
            ? StatusCodes.Status401Unauthorized
            : StatusCodes.Status400BadRequest,
    };
}
