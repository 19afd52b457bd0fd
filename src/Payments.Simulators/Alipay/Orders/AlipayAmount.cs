using System.Globalization;
using System.Text.RegularExpressions;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>Alipay's amounts: yuan as decimal text with at most two decimals; inside the simulator whole fen.</summary>
internal static partial class AlipayAmount
{
    /// <summary>100,000,000 yuan.</summary>
    public const long Largest = 10_000_000_000;

    public static string Format(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The amount in fen, or <see langword="null"/> where the text is no amount; the range is the caller's to check.</summary>
    public static long? Parse(string text) =>
        Shape().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            ? (long)(yuan * 100)
            : null;

    [GeneratedRegex(@"^\d{1,12}(\.\d{1,2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
