using System.Globalization;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>Alipay writes Beijing time, UTC+8 the year round, whatever zone the host is in.</summary>
internal static class BeijingTime
{
    private const string Seconds = "yyyy-MM-dd HH:mm:ss";

    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    private static readonly string[] Forms = [Seconds, Seconds + ".f", Seconds + ".ff", Seconds + ".fff"];

    public static string Write(DateTimeOffset instant) => instant.ToOffset(Offset).ToString(Seconds, CultureInfo.InvariantCulture);

    // The first hours of the year 1 in Beijing are before the calendar in UTC.
    public static DateTimeOffset? Read(ReadOnlySpan<char> text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Ticks >= Offset.Ticks
            ? new DateTimeOffset(time, Offset)
            : null;
}
