using Payments.Channels;
using Payments.Channels.Alipay;
using Payments.Channels.WeChat;

namespace Payments.WireMock.Tests.Support;

/// <summary>Troubles a channel can have, and what is asked of it meanwhile.</summary>
internal static class Sickness
{
    private static readonly object Reset = new { fault = "CONNECTION_RESET_BY_PEER" };

    public static object Unavailable { get; } = new { status = 503 };

    /// <summary>Far beyond the limit of an account that is made for it.</summary>
    public static object Hang { get; } = new { status = 200, fixedDelayMilliseconds = 10_000 };

    /// <summary>An account whose limits are short only where the trouble is silence: a busy machine must not look like a silent channel.</summary>
    public static SickAccount Account(SickChannels channels, string channel, string trouble)
    {
        var limit = trouble == "hang" ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10);
        return channel == "wechat"
            ? SickAccount.WeChat(channels, options => options.Timeout = options.TryTimeout = limit)
            : SickAccount.Alipay(channels, options => options.Timeout = options.TryTimeout = limit);
    }

    public static object Trouble(SickAccount account, string operation, string trouble) => trouble switch
    {
        "reset" => Reset,
        "503" => Unavailable,
        "hang" => Hang,
        _ => account.IsWeChat
            ? new { status = 500, body = """{"code":"SYSTEM_ERROR","message":"系统异常"}""" }
            : account.Genuine(operation, """{"code":"20000","msg":"Service Currently Unavailable","sub_code":"isp.unknow-error"}"""),
    };

    public static object Busy(int status, string after) =>
        new { status, headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = after }, body = """{"code":"FREQUENCY_LIMITED","message":"频率超限"}""" };

    public static T Accepted<T>(ChannelOutcome<T> outcome) => Assert.IsType<ChannelOutcome<T>.Accepted>(outcome).Value;

    public static ChannelOrderReference Reference(SickAccount account) =>
        new(SickAccount.AttemptNo, account.IsWeChat ? WeChatPaymentMethods.Native : AlipayPaymentMethods.Precreate);

    public static ChannelOrder Order(SickAccount account, PaymentMethod method) => new()
    {
        AttemptNo = SickAccount.AttemptNo,
        Method = method,
        Amount = new Money(100, Currency.Cny),
        Subject = "tea",
        CreatedAt = DateTimeOffset.UtcNow,
        ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(30),
        NotifyUrl = "https://shop.example/payments/notify/sick",
        Payer = new Payer { AuthCode = new PayerId(account.IsWeChat ? "134567890123456789" : "280000000000000000") },
    };

    public static ChannelRefundOrder RefundOrder() => new()
    {
        RefundNo = SickAccount.RefundNo,
        AttemptNo = SickAccount.AttemptNo,
        Amount = new Money(40, Currency.Cny),
        Total = new Money(100, Currency.Cny),
        NotifyUrl = "https://shop.example/payments/notify/sick",
    };
}
