using System.Globalization;
using System.Text;

namespace Payments.Recon.Reporting;

/// <summary>Amounts as people read them.</summary>
internal static class AmountText
{
    /// <summary>With thousands separated and a sign of the currency: <c>¥1,234.56</c>, <c>−USD 0.10</c>.</summary>
    public static string Of(Int128 minor, string currency, bool signed = false)
    {
        var sign = minor < 0 ? "\u2212" : signed && minor > 0 ? "+" : "";
        return sign + Symbol(currency) + Digits(Int128.Abs(minor), Exponent(currency));
    }

    /// <summary>Several currencies side by side; a dash for none.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, Int128>> amounts, bool signed = false)
    {
        var text = string.Join(" + ", amounts.Where(amount => amount.Value != 0).Select(amount => Of(amount.Value, amount.Key, signed)));
        return text.Length == 0 ? "\u2013" : text;
    }

    /// <summary>The plain decimal, for files: <c>-1234.56</c>.</summary>
    public static string Plain(long minor, string? currency)
    {
        var digits = Int128.Abs(minor).ToString(CultureInfo.InvariantCulture);
        var exponent = currency is null ? 0 : Exponent(currency);
        digits = digits.PadLeft(exponent + 1, '0');
        return (minor < 0 ? "-" : "") + (exponent == 0 ? digits : $"{digits.AsSpan(..^exponent)}.{digits.AsSpan(digits.Length - exponent)}");
    }

    public static int Exponent(string currency) => Currency.TryParse(currency, out var known) ? known.Exponent : 0;

    public static string Symbol(string currency) => currency == "CNY" ? "¥" : currency + "\u00a0";

    /// <summary>A share in per cent with four decimals, rounded down: only all is 100.</summary>
    public static string Percent(Int128 part, Int128 whole)
    {
        if (whole <= 0)
        {
            return "\u2013";
        }

        var scaled = Int128.Clamp(part, 0, whole) * 1_000_000 / whole;
        return scaled == 1_000_000 ? "100%" : string.Create(CultureInfo.InvariantCulture, $"{(long)scaled / 10_000}.{(long)scaled % 10_000:D4}%");
    }

    private static string Digits(Int128 minor, int exponent)
    {
        var digits = minor.ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        var whole = digits.Length - exponent;
        var text = new StringBuilder();
        for (var i = 0; i < whole; i++)
        {
            text.Append(i > 0 && (whole - i) % 3 == 0 ? "," : "").Append(digits[i]);
        }

        return exponent == 0 ? text.ToString() : text.Append('.').Append(digits, whole, exponent).ToString();
    }
}
