using Microsoft.AspNetCore.Http;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>Refusals several operations share.</summary>
internal static class OrderRefusals
{
    public static WeChatAnswer OtherParameters() => WeChatAnswer.Invalid("请求重入时，参数与首次请求时不一致", 268_498_688);

    public static WeChatAnswer Paid(WeChatSimulatorOptions options) =>
        WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, Name("ORDER_PAID", options), "该订单已支付", 268_498_689);

    public static WeChatAnswer Closed(WeChatSimulatorOptions options) =>
        WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, Name("ORDER_CLOSED", options), "该订单已失效", 268_447_914);

    public static WeChatAnswer Absent(WeChatSimulatorOptions options) =>
        WeChatAnswer.Refuse(StatusCodes.Status404NotFound, Name("ORDER_NOT_EXIST", options), "订单不存在", 268_449_537);

    /// <summary>Absolute, http or https, no query: null when fine (or absent).</summary>
    public static WeChatAnswer? NotifyUrl(string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Query.Length == 0 && !url.Contains('?', StringComparison.Ordinal))
            ? null
            : WeChatAnswer.BadParameter("/notify_url", url, "通知地址必须为直接可访问的URL，不允许携带查询串", message: "参数错误");

    private static string Name(string name, WeChatSimulatorOptions options) =>
        options.OldErrorNames ? name.Replace("_", "", StringComparison.Ordinal) : name;
}
