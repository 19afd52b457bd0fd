using System.Globalization;

namespace Payments.Recon.Reporting;

/// <summary>One thing said in both languages.</summary>
internal readonly record struct Words(string Zh, string En)
{
    public static Words Same(string text) => new(text, text);

    /// <summary>With numbers and days in it, the same in every culture.</summary>
    public static Words Of(FormattableString zh, FormattableString en) => new(FormattableString.Invariant(zh), FormattableString.Invariant(en));

    /// <summary>A count with its noun; English has two forms.</summary>
    public static Words Count(long count, string zh, string one, string many) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {zh}"), string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}"));
}
