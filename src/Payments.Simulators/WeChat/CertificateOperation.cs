using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.WeChat.Protocol;
using Payments.Simulators.WeChat.Signing;

namespace Payments.Simulators.WeChat;

/// <summary>GET <c>/v3/certificates</c>: all platform certificates, encrypted under the APIv3 key.</summary>
internal sealed class CertificateOperation(SimulatorOptions options)
{
    public WeChatAnswer Run(WeChatCall call)
    {
        if (options.WeChat.PublicKeyOnly)
        {
            return WeChatAnswer.Refuse(
                StatusCodes.Status404NotFound, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。可查看指引https://pay.weixin.qq.com/docs/merchant/products/platform-certificate/wxp-pub-key-guide.html");
        }

        var data = new JsonArray();
        foreach (var certificate in call.Merchant.Certificates)
        {
            data.Add((JsonNode)new JsonObject
            {
                ["serial_no"] = certificate.Serial,
                ["effective_time"] = WeChatTime.Rfc3339(certificate.EffectiveAt),
                ["expire_time"] = WeChatTime.Rfc3339(certificate.ExpiresAt),
                ["encrypt_certificate"] = Aead.Seal(call.Merchant.ApiV3Key, Encoding.ASCII.GetBytes(certificate.CertificatePem!), "certificate"),
            });
        }

        return WeChatAnswer.Ok(new JsonObject { ["data"] = data });
    }
}
