using System.Text;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.open.app.alipaycert.download</c>: one of the platform's certificates with its authority, Base64 of PEM text.</summary>
internal sealed class CertificateDownloadMethod(AlipayPlatform platform) : IAlipayMethod
{
    public string Name => "alipay.open.app.alipaycert.download";

    public string Operation => "certificate";

    public AlipayAnswer Run(AlipayCall call)
    {
        var number = call.Biz.Required("alipay_cert_sn", 64);
        return platform.Find(number) is { } key
            ? AlipayAnswer.Success(new() { ["alipay_cert_content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(key.CertificatePem)) })
            : AlipayAnswer.Invalid("isv.alipay-cert-not-exist", "支付宝公钥证书不存在");
    }
}
