using System.Globalization;
using System.Security.Cryptography;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>Numbers in the shapes WeChat Pay gives them. Random tails of 10 digits and more: collisions do not happen in a test's life.</summary>
internal static class WeChatNumbers
{
    private const string Digits = "0123456789";

    public static string TransactionId(DateTimeOffset now) => $"42000{Random(5)}{Day(now)}{Random(10)}";

    public static string RefundId(DateTimeOffset now) => $"50{Random(9)}{Day(now)}{Random(10)}";

    public static string TransferBillNo(DateTimeOffset now) => $"13300{Random(11)}{Day(now)}{Random(16)}";

    public static string PrepayId(DateTimeOffset now) =>
        $"wx{now.ToOffset(WeChatTime.Beijing).ToString("ddHHmmssffffff", CultureInfo.InvariantCulture)}{RandomNumberGenerator.GetHexString(16, lowercase: true)}{Random(4)}";

    public static string NotificationId(DateTimeOffset now) => $"EV-{Day(now)}{now.ToOffset(WeChatTime.Beijing):HHmmss}{Random(9)}";

    public static string CodeUrl() =>
        $"weixin://wxpay/bizpayurl/up?pr={RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 9)}&groupid=00";

    public static string Random(int digits) => RandomNumberGenerator.GetString(Digits, digits);

    private static string Day(DateTimeOffset now) => now.ToOffset(WeChatTime.Beijing).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
