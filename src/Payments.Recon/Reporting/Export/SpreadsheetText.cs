using System.Buffers;

namespace Payments.Recon.Reporting.Export;

/// <summary>Cells of a CSV that a spreadsheet opens: nothing in them runs, and no number loses digits.</summary>
internal static class SpreadsheetText
{
    // Also the full-width forms: some spreadsheets read them as the narrow ones.
    private static readonly SearchValues<char> Starters = SearchValues.Create("=+-@\t\r\n\0＝＋－＠");
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n\t\0");

    // What a spreadsheet may take for a number, a time or a date, and write back shorter: 4200002026…, 00123, 12E34, 1-2.
    private static readonly SearchValues<char> NumberLike = SearchValues.Create("0123456789eE+-./: ,");

    /// <summary>
    /// A text. One that a spreadsheet would run begins with an apostrophe instead; one it would take for a number ends with a tab, which is not seen
    /// and keeps it text; line breaks and tabs within become spaces. Always in quotes.
    /// </summary>
    public static string Cell(string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var isFormula = IsFormula(text);
        var safe = text.AsSpan().ContainsAny(Breaks) ? text.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' ').Replace('\0', ' ') : text;
        var kept = !isFormula && !safe.AsSpan().ContainsAnyExcept(NumberLike) ? "\t" : "";
        return $"\"{(isFormula ? "'" : "")}{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}{kept}\"";
    }

    // Leading spaces do not make it harmless: they are trimmed when the file is read.
    private static bool IsFormula(string text)
    {
        var trimmed = text.AsSpan().TrimStart(' ').TrimStart('\u00a0').TrimStart('\ufeff').TrimStart(' ');
        return Starters.Contains(text[0]) || (!trimmed.IsEmpty && Starters.Contains(trimmed[0]));
    }
}
