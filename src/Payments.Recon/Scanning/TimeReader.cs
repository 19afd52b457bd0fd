using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Payments.Recon.Scanning;

/// <summary>
/// Reads <c>2026-11-27T23:59:59.5+08:00</c> and <c>2026-11-27 23:59:59</c> into a day and a second of the account's time zone. A time without an offset
/// is in that zone. One instance for each thread: it remembers the last date.
/// </summary>
internal sealed class TimeReader(int offsetSeconds)
{
    public const int DaySeconds = 86_400;

    private long _lastDate;
    private short _lastDateEnd;
    private int _lastDay = -1;

    /// <param name="text">The cell.</param>
    /// <param name="day">Days since 0001-01-01, as <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="second">Of the day, 0 to 86,399.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out int day, out int second)
    {
        (day, second) = (0, 0);
        if (text.Length < 19 || !TryDate(text, out day) || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        var (hours, minutes, seconds) = (Two(text, 11), Two(text, 14), Two(text, 17));
        if (hours > 23 || minutes > 59 || seconds > 60)
        {
            return false;
        }

        // A leap second is the last one of its minute.
        second = (int)((hours * 3600) + (minutes * 60) + Math.Min(seconds, 59));
        return text.Length == 19 || TryZone(text[19..], ref day, ref second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        return tens > 9 || ones > 9 ? uint.MaxValue : (tens * 10) + ones;
    }

    private bool TryDate(ReadOnlySpan<byte> text, out int day)
    {
        var (date, end) = (MemoryMarshal.Read<long>(text), MemoryMarshal.Read<short>(text[8..]));
        day = _lastDay;
        if (day >= 0 && date == _lastDate && end == _lastDateEnd)
        {
            return true;
        }

        var (century, years, months, days) = (Two(text, 0), Two(text, 2), Two(text, 5), Two(text, 8));
        if (century > 99 || years > 99 || months is 0 or > 12 || days is 0 or > 31 || text[4] != text[7] || text[4] is not ((byte)'-' or (byte)'/'))
        {
            return false;
        }

        var year = (int)((century * 100) + years);
        if (year == 0 || days > DateTime.DaysInMonth(year, (int)months))
        {
            return false;
        }

        day = new DateOnly(year, (int)months, (int)days).DayNumber;
        (_lastDate, _lastDateEnd, _lastDay) = (date, end, day);
        return true;
    }

    private bool TryZone(ReadOnlySpan<byte> rest, ref int day, ref int second)
    {
        if (rest[0] == '.')
        {
            var digits = 1;
            while (digits < rest.Length && (uint)(rest[digits] - '0') <= 9)
            {
                digits++;
            }

            if (digits == 1)
            {
                return false;
            }

            rest = rest[digits..];
        }

        int zone;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest is [(byte)'Z' or (byte)'z'])
        {
            zone = 0;
        }
        else if (rest.Length == 6 && rest[3] == ':' && rest[0] is (byte)'+' or (byte)'-' && Two(rest, 1) is var hours and <= 23 && Two(rest, 4) is var minutes and <= 59)
        {
            zone = (int)((hours * 3600) + (minutes * 60)) * (rest[0] == '-' ? -1 : 1);
        }
        else
        {
            return false;
        }

        var local = second - zone + offsetSeconds;
        (day, second) = local < 0 ? (day - 1, local + DaySeconds) : local >= DaySeconds ? (day + 1, local - DaySeconds) : (day, local);
        return second is >= 0 and < DaySeconds;
    }
}
