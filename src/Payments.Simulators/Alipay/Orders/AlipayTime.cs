using System.Globalization;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>Alipay's times: Beijing, whatever the machine's zone is.</summary>
internal static class AlipayTime
{
    private const string Seconds = "yyyy-MM-dd HH:mm:ss";
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public static string Format(DateTimeOffset time) => Local(time).ToString(Seconds, CultureInfo.InvariantCulture);

    /// <summary>With milliseconds, as in <c>gmt_refund</c>.</summary>
    public static string FormatMilliseconds(DateTimeOffset time) =>
        Local(time).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Format(DateTimeOffset time, string format) => Local(time).ToString(format, CultureInfo.InvariantCulture);

    public static DateTimeOffset? Parse(string text) =>
        DateTime.TryParseExact(text, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new DateTimeOffset(time, Beijing)
            : null;

    /// <summary>The Beijing calendar day a moment falls on.</summary>
    public static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(Local(time).DateTime);

    /// <summary>Midnight in Beijing at the start of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Beijing);

    private static DateTimeOffset Local(DateTimeOffset time) => time.ToOffset(Beijing);
}
