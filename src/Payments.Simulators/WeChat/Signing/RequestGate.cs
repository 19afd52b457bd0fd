using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Calls;
using Payments.Simulators.WeChat.Identity;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Signing;

/// <summary>Lets a call in only with a right <c>Authorization</c> header, a fresh clock and a known <c>Wechatpay-Serial</c>.</summary>
internal sealed class RequestGate(SimulatorOptions options, WeChatMerchants merchants)
{
    private const long MaxClockDifference = 300;
    private const long SignErrorCode = 268_435_462;

    /// <summary>The merchant that signed, or the refusal.</summary>
    public (WeChatMerchant? Merchant, WeChatAnswer? Refusal) Enter(SimulatedRequest request)
    {
        if (options.WeChat.StrictHeaders && string.IsNullOrWhiteSpace(request.Header("User-Agent")))
        {
            return (null, WeChatAnswer.BadParameter("User-Agent", null, "请求缺少User-Agent头", "header", "Http头缺少User-Agent"));
        }

        if (AuthorizationHeader.Parse(request.Header("Authorization")) is not { } header)
        {
            return (null, SignError("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》", null));
        }

        var now = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
        if (Math.Abs(now - header.Timestamp) > MaxClockDifference)
        {
            return (null, SignError("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟", null));
        }

        if (merchants.FindByMchId(header.MchId) is not { } merchant)
        {
            return (null, SignError("Http头Authorization中的mchid不存在", null));
        }

        if (!string.Equals(header.SerialNo, merchant.SerialNo, StringComparison.OrdinalIgnoreCase))
        {
            return (null, SignError("商户证书序列号有误。请使用签名私钥匹配的证书序列号", null));
        }

        var message = Message(request, header);
        if (!Verifies(merchant, message, header.Signature))
        {
            return (null, SignError("错误的签名，验签失败", SignInformation(request, message)));
        }

        return options.WeChat.RefuseUnknownSerial && request.Header("Wechatpay-Serial") is { Length: > 0 } serial && merchant.FindSigner(serial) is null
            ? (null, WeChatAnswer.BadParameter("Wechatpay-Serial", null, "平台证书序列号或微信支付公钥ID有误", "header", "Http头Wechatpay-Serial有误，请使用微信支付平台证书序列号或微信支付公钥ID"))
            : (merchant, null);
    }

    private static byte[] Message(SimulatedRequest request, AuthorizationHeader header)
    {
        var head = Encoding.UTF8.GetBytes($"{request.Method}\n{request.RawTarget}\n{header.TimestampText}\n{header.Nonce}\n");
        return [.. head, .. request.Body, (byte)'\n'];
    }

    private static bool Verifies(WeChatMerchant merchant, byte[] message, string signature)
    {
        var bytes = new byte[512];
        return Convert.TryFromBase64String(signature, bytes, out var length) && merchant.MerchantKey.Verify(message, bytes.AsSpan(0, length));
    }

    private static WeChatAnswer SignError(string message, JsonObject? detail) =>
        WeChatAnswer.Refuse(StatusCodes.Status401Unauthorized, "SIGN_ERROR", message, SignErrorCode, detail);

    private static JsonObject SignInformation(SimulatedRequest request, byte[] message)
    {
        var text = Encoding.UTF8.GetString(message);
        return new JsonObject
        {
            ["detail"] = new JsonObject { ["issue"] = "sign not match" },
            ["field"] = "signature",
            ["location"] = "authorization",
            ["sign_information"] = new JsonObject
            {
                ["method"] = request.Method,
                ["sign_message_length"] = message.Length,
                ["truncated_sign_message"] = Truncate(text, request.RawTarget),
                ["url"] = request.RawTarget,
            },
        };
    }

    /// <summary>The head of the message and the first bytes of the body, as the real answer shows them.</summary>
    private static string Truncate(string message, string target)
    {
        var shown = Math.Min(message.Length, target.Length + 64);
        return char.IsHighSurrogate(message[shown - 1]) ? message[..(shown - 1)] : message[..shown];
    }
}
