using System.Globalization;

namespace Payments;

/// <summary>The one grammar of amounts in text.</summary>
internal static class MoneyText
{
    // A minus, nineteen digits, a point and the most decimals a channel may have: no readable amount is longer.
    private const int MaxLength = 1 + 19 + 1 + CurrencyExponents.MaxExponent;

    /// <summary>Reads <paramref name="text"/>; answers what is wrong with it, or <c>null</c>.</summary>
    public static string? Read(ReadOnlySpan<char> text, Currency currency, int exponent, out Money money)
    {
        money = default;
        if (text.Length is 0 or > MaxLength)
        {
            return text.IsEmpty ? "it is empty" : "it is too long";
        }

        var negative = text[0] == '-';
        var digits = negative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (Fault(whole, fraction, point >= 0, exponent) is { } fault)
        {
            return fault;
        }

        var units = Append(Append(0, whole), fraction) * MoneyScale.PowerOfTen(exponent - fraction.Length);
        if (negative && units == 0)
        {
            return "it is minus zero";
        }

        if (!MoneyScale.TryRescale(negative ? -units : units, exponent, currency.Exponent, out var minorUnits))
        {
            return "it is finer than the minor unit";
        }

        if (minorUnits < long.MinValue || minorUnits > long.MaxValue)
        {
            return "it does not fit 64 bits of minor units";
        }

        money = new Money((long)minorUnits, currency);
        return null;
    }

    public static string Write(Int128 units, int exponent)
    {
        var digits = Int128.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        var sign = units < 0 ? "-" : "";
        return exponent == 0 ? sign + digits : $"{sign}{digits.AsSpan(0, digits.Length - exponent)}.{digits.AsSpan(digits.Length - exponent)}";
    }

    public static FormatException Refused(string fault, Currency currency, int exponent) => new(
        $"The text is not an amount of {currency}: {fault}. Write a plain decimal such as {Write(MoneyScale.PowerOfTen(exponent) * 88, exponent)}, with at most {exponent} decimals.");

    private static string? Fault(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, bool hasPoint, int exponent)
    {
        if (whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return "it has a character that is not an ASCII digit, a leading minus or a single point";
        }

        if (whole.IsEmpty || (hasPoint && fraction.IsEmpty))
        {
            return "a digit is missing before or after the point";
        }

        if (whole.Length > 1 && whole[0] == '0')
        {
            return "it has a needless leading zero";
        }

        return fraction.Length > exponent ? "it has too many decimals" : null;
    }

    private static Int128 Append(Int128 value, ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
