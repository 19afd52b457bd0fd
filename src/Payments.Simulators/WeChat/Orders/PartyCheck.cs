using Microsoft.AspNetCore.Http;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>Does the request speak for who signed it?</summary>
internal static class PartyCheck
{
    public const string Mismatch = "http header中的mchid与post payload中的mchid不匹配";

    /// <summary>The party of a request with a body.</summary>
    public static (OrderParty? Party, WeChatAnswer? Refusal) FromBody(WeChatCall call, bool isPartner, WeChatSimulatorOptions options)
    {
        var merchant = call.Merchant;
        if (call.Text(isPartner ? "sp_mchid" : "mchid") != merchant.MchId)
        {
            return (null, WeChatAnswer.Invalid(Mismatch));
        }

        if (call.Text(isPartner ? "sp_appid" : "appid") is { } appId && appId != merchant.AppId)
        {
            return (null, WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试"));
        }

        if (!isPartner)
        {
            return (new OrderParty(merchant, merchant.AppId, null, null), null);
        }

        var sub = call.Text("sub_mchid")!;
        return IsSubMerchant(sub, options)
            ? (new OrderParty(merchant, merchant.AppId, sub, call.Text("sub_appid")), null)
            : (null, NoAuthority());
    }

    /// <summary>The refusal of a query whose numbers are not the signer's; null: fine.</summary>
    public static WeChatAnswer? CheckQuery(WeChatCall call, bool isPartner, WeChatSimulatorOptions options)
    {
        var name = isPartner ? "sp_mchid" : "mchid";
        if (call.Request.Query(name) is not { Length: > 0 } mchId)
        {
            return WeChatAnswer.BadParameter(name, null, $"输入源“/query/{name}”映射到值字段“商户号”必填性规则校验失败，此字段为必填项", "query");
        }

        if (mchId != call.Merchant.MchId)
        {
            return WeChatAnswer.Invalid(Mismatch);
        }

        return isPartner && (call.Request.Query("sub_mchid") is not { Length: > 0 } sub || !IsSubMerchant(sub, options)) ? NoAuthority() : null;
    }

    public static bool IsSubMerchant(string mchId, WeChatSimulatorOptions options) =>
        options.SubMerchants.Count > 0 ? options.SubMerchants.Contains(mchId) : mchId.All(char.IsAsciiDigit);

    private static WeChatAnswer NoAuthority() =>
        WeChatAnswer.Refuse(StatusCodes.Status403Forbidden, "NO_AUTH", "商户无权限，子商户号与服务商号不存在受理关系");
}
