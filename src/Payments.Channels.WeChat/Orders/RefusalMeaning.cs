using Payments.Channels.WeChat.Http;

namespace Payments.Channels.WeChat.Orders;

/// <summary>
/// What shares a code and differs in meaning. Texts are used only beside codes and numbers, and only towards the careful side:
/// they can turn a refusal into something to be asked, never the other way round.
/// </summary>
internal static class RefusalMeaning
{
    public static bool IsAlreadyPaid(this WeChatReply.Refusal refusal) =>
        refusal.Code == "ORDERPAID"
        || refusal.InternalCode is 268498689 or 268449538
        || (refusal.Code == "INVALIDREQUEST" && refusal.Message.Contains("已支付", StringComparison.Ordinal));

    public static bool IsClosed(this WeChatReply.Refusal refusal) =>
        refusal.Code == "ORDERCLOSED"
        || refusal.InternalCode is 268447914
        || (refusal.Code == "INVALIDREQUEST" && (refusal.Message.Contains("已失效", StringComparison.Ordinal) || refusal.Message.Contains("已关闭", StringComparison.Ordinal)));

    /// <summary>The number was used before, by a call with other parameters: that one may have done something.</summary>
    public static bool IsNumberTaken(this WeChatReply.Refusal refusal) =>
        refusal.Code == "OUTTRADENOUSED"
        || refusal.InternalCode is 268498688
        || refusal.Message.Contains("请求重入", StringComparison.Ordinal)
        || refusal.Message.Contains("不一致", StringComparison.Ordinal);

    public static bool IsThrottled(this WeChatReply.Refusal refusal) => refusal.Error.Code == PaymentErrorCodes.ChannelThrottled;

    public static bool IsNoSuchOrder(this WeChatReply.Refusal refusal) => refusal.Status == 404 && refusal.Code is "ORDERNOTEXIST" or "ORDERNOTEXISTS";
}
