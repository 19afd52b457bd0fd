using System.Runtime.CompilerServices;

namespace Payments.Recon.Scanning;

/// <summary>Numbers, currencies and cells, from bytes.</summary>
internal static unsafe class Cells
{
    /// <summary>The most minor units one line may say: ten trillion of a currency with two decimals.</summary>
    public const long MostMinor = 1_000_000_000_000_000;

    public const ushort Cny = (('C' - 'A') << 10) | (('N' - 'A') << 5) | ('Y' - 'A');

    private const int NoExponent = -1;

    /// <summary>Without the backtick before it and the blanks around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Trim(byte* start, byte* end)
    {
        if (start >= end)
        {
            return default;
        }

        if (*start == '`')
        {
            start++;
        }

        while (start < end && end[-1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }

        while (start < end && *start is (byte)' ' or (byte)'\t')
        {
            start++;
        }

        return new ReadOnlySpan<byte>(start, (int)(end - start));
    }

    /// <summary>Three letters in 15 bits.</summary>
    public static bool TryCurrency(ReadOnlySpan<byte> cell, out ushort currency)
    {
        currency = 0;
        if (cell.Length != 3)
        {
            return false;
        }

        foreach (var letter in cell)
        {
            var upper = letter & ~0x20;
            if (upper is < 'A' or > 'Z')
            {
                return false;
            }

            currency = (ushort)((currency << 5) | (upper - 'A'));
        }

        return true;
    }

    public static string Text(ushort currency) =>
        string.Create(3, currency, static (text, code) => (text[0], text[1], text[2]) = ((char)('A' + (code >> 10)), (char)('A' + ((code >> 5) & 31)), (char)('A' + (code & 31))));

    /// <summary>Decimals of the currency; 2 for one that is not known.</summary>
    public static int Exponent(ushort currency) => currency == Cny ? 2 : Currency.TryParse(Text(currency), out var known) ? known.Exponent : 2;

    /// <summary>A decimal of the major unit, exactly; with <paramref name="rounds"/> what is below the minor unit is rounded, half away from zero.</summary>
    public static bool TryMajor(ReadOnlySpan<byte> cell, int exponent, bool rounds, out long minor) =>
        TryPlain(cell, exponent, out minor) || TryAny(cell, exponent, rounds, out minor);

    /// <summary>What nearly all cells are: at most twelve digits, and, with two decimals, a point and two digits or five that end in three zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPlain(ReadOnlySpan<byte> cell, int exponent, out long minor)
    {
        minor = 0;
        var length = cell.Length;
        var point = exponent == 0 ? length
            : exponent != 2 || length < 4 ? 0
            : cell[length - 3] == '.' ? length - 3
            : length > 6 && cell[length - 6] == '.' && cell[(length - 3)..].SequenceEqual("000"u8) ? length - 6 : 0;
        if (point is < 1 or > 12)
        {
            return false;
        }

        var (value, beyond) = (0L, false);
        for (var at = 0; at < point; at++)
        {
            var digit = (uint)(cell[at] - '0');
            beyond |= digit > 9;
            value = (value * 10) + digit;
        }

        if (exponent == 2)
        {
            var (tenth, hundredth) = ((uint)(cell[point + 1] - '0'), (uint)(cell[point + 2] - '0'));
            beyond |= tenth > 9 | hundredth > 9;
            value = (value * 100) + (tenth * 10) + hundredth;
        }

        minor = value;
        return !beyond;
    }

    private static bool TryAny(ReadOnlySpan<byte> cell, int exponent, bool rounds, out long minor)
    {
        minor = 0;
        var isNegative = cell.Length > 0 && cell[0] == '-';
        var at = isNegative || (cell.Length > 0 && cell[0] == '+') ? 1 : 0;
        var (digits, decimals, up) = (0, NoExponent, false);
        for (; at < cell.Length; at++)
        {
            var digit = (uint)(cell[at] - '0');
            if (digit <= 9)
            {
                digits++;
                if (decimals >= exponent)
                {
                    if (digit != 0 && !rounds)
                    {
                        return false;
                    }

                    up |= decimals == exponent && digit >= 5;
                    decimals++;
                    continue;
                }

                minor = (minor * 10) + digit;
                if (minor > MostMinor)
                {
                    return false;
                }

                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (cell[at] == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return false;
            }
        }

        for (decimals = Math.Max(decimals, 0); decimals < exponent; decimals++)
        {
            minor *= 10;
        }

        minor += up ? 1 : 0;
        minor = isNegative ? -minor : minor;
        return digits > 0 && minor is >= -MostMinor and <= MostMinor;
    }
}
