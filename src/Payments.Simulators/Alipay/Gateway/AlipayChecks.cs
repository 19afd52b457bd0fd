using System.Net;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Signing;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary>What the gateway looks at before any business: common parameters, certificates, signature, clock, content.</summary>
internal sealed class AlipayChecks(AlipayPlatform platform, AlipaySimulatorOptions options)
{
    private const int MaxUrl = 256;

    private static readonly (string Name, string SubCode, string Message)[] Needed =
    [
        ("app_id", "isv.missing-app-id", "缺少应用Id"),
        ("sign_type", "isv.missing-signature-type", "缺少签名类型"),
        ("sign", "isv.missing-signature", "缺少签名"),
        ("timestamp", "isv.missing-timestamp", "缺少时间戳"),
        ("version", "isv.missing-version", "缺少版本号"),
    ];

    /// <summary>The refusal, or <see langword="null"/> where the request may go on.</summary>
    public AlipayAnswer? Refuse(AlipayRequest request, bool methodExists, DateTimeOffset now)
    {
        if (request.Method.Length == 0) return AlipayAnswer.Missing("isv.missing-method", "缺少方法名");
        foreach (var (name, subCode, message) in Needed)
        {
            if (request[name].Length == 0) return AlipayAnswer.Missing(subCode, message);
        }

        if (request.Merchant is null) return AlipayAnswer.Invalid("isv.invalid-app-id", "无效的AppID参数");
        if (!methodExists) return AlipayAnswer.Invalid("isv.invalid-method", "不存在的方法名");
        if (!AlipaySignature.IsKnown(request["sign_type"])) return AlipayAnswer.Invalid("isv.invalid-signature-type", "无效签名类型");
        if (request["version"] != "1.0") return AlipayAnswer.Invalid("isv.invalid-version", "无效的版本号");
        if (request["format"] is not ("" or "JSON" or "json")) return AlipayAnswer.Invalid("isv.invalid-format", "无效的数据格式");
        if (request.NamedCharset is null) return AlipayAnswer.Invalid("isv.invalid-charset", "字符集错误");
        return RefuseCertificates(request) ?? RefuseSignature(request) ?? RefuseRest(request, now);
    }

    private AlipayAnswer? RefuseCertificates(AlipayRequest request)
    {
        var certified = options.SigningMode switch
        {
            AlipaySigningMode.Certificate => true,
            AlipaySigningMode.PublicKey => false,
            _ => request.NamesCertificate,
        };
        if (!certified) return null;
        if (!request.NamesCertificate) return AlipayAnswer.Missing("isv.missing-app-cert-sn", "缺少应用公钥证书序列号");
        if (request["alipay_root_cert_sn"].Length == 0) return AlipayAnswer.Missing("isv.missing-alipay-root-cert-sn", "缺少支付宝根证书序列号");
        if (request["app_cert_sn"] != request.Merchant!.CertificateNumber) return AlipayAnswer.Invalid("isv.app-cert-not-exist", "应用公钥证书不存在");
        return request["alipay_root_cert_sn"] == platform.RootNumber
            ? null
            : AlipayAnswer.Invalid("isv.invalid-alipay-root-cert-sn", "支付宝根证书序列号错误");
    }

    private static AlipayAnswer? RefuseSignature(AlipayRequest request)
    {
        var text = AlipaySigningText.ForRequest(request.Parameters);
        return AlipaySignature.Verify(request.Merchant!.AppKey, request.SignType, request.Charset, text, request["sign"])
            ? null
            : AlipayAnswer.Invalid(
                "isv.invalid-signature",
                $"验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：{WebUtility.HtmlEncode(text)}");
    }

    private AlipayAnswer? RefuseRest(AlipayRequest request, DateTimeOffset now)
    {
        if (AlipayTime.Parse(request["timestamp"]) is not { } timestamp || (now - timestamp).Duration() > options.TimestampTolerance)
        {
            return AlipayAnswer.Invalid("isv.invalid-timestamp", "非法的时间戳参数");
        }

        if (request.IsEncrypted && request["encrypt_type"] != "AES") return AlipayAnswer.Invalid("isv.invalid-encrypt-type", "无效的加密类型");
        if (request["notify_url"].Length > MaxUrl || request["return_url"].Length > MaxUrl)
        {
            return AlipayAnswer.Invalid("isv.invalid-parameter", "参数无效：notify_url或return_url超过256个字符");
        }

        if (request.Content is not null) return null;
        return request.IsEncrypted
            ? AlipayAnswer.Invalid("isv.invalid-encrypt", "解密出错，未知错误")
            : AlipayAnswer.Invalid("isv.illegal-json", "biz_content不是合法的JSON格式");
    }
}
