using System.Globalization;
using System.Text;
using Payments.Recon.Bills;
using Payments.Recon.Matching;
using Payments.Recon.Scanning;
using Payments.Reconciliation;

namespace Payments.Recon.Listing;

/// <summary>The words of <c>breaks.csv</c>. None holds what a cell says beyond numbers: a line that is shifted may have a payer anywhere.</summary>
internal static class BreakText
{
    public static string Detail(in Entry entry) => entry.Bucket switch
    {
        ReconciliationBucket.Currency => $"{Kind(entry)}; {Cells.Text(entry.OursCurrency)} here, {Cells.Text(entry.TheirsCurrency)} at the channel",
        ReconciliationBucket.Status => $"{Kind(entry)}; {Status(entry.OursStatus)} here, {Status(entry.TheirsStatus)} at the channel; {Cells.Text(entry.TheirsCurrency)}",
        ReconciliationBucket.Amount or ReconciliationBucket.Refund or ReconciliationBucket.MatchedWithinTolerance => string.Create(
            CultureInfo.InvariantCulture, $"{Kind(entry)}; {entry.OursMinor} here, {entry.TheirsMinor} at the channel; {Cells.Text(entry.OursCurrency)}"),
        ReconciliationBucket.Fee => string.Create(
            CultureInfo.InvariantCulture, $"{Kind(entry)}; fee {entry.OursFee} here, {entry.TheirsFee} at the channel; {Cells.Text(entry.OursCurrency)}"),
        ReconciliationBucket.Duplicate => $"{Kind(entry)}; a further line of the same number, {Side(entry)}; {Cells.Text(entry.OursCurrency)}",
        ReconciliationBucket.HeldByCutoff => $"{Kind(entry)}; waits for the next bill; {Cells.Text(entry.OursCurrency)}",
        _ => $"{Kind(entry)}; {Cells.Text(entry.OursCurrency)}",
    };

    public static string Malformed(in Entry entry, long lineNumber) =>
        string.Create(CultureInfo.InvariantCulture, $"line {lineNumber} of {Side(entry)}: {Reason(entry.Fault)}");

    /// <summary>Quoted where it must be; line breaks and control characters become blanks.</summary>
    public static void Append(StringBuilder to, ReadOnlySpan<char> cell)
    {
        var isQuoted = cell.ContainsAny(",\"") || (cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' '));
        if (isQuoted)
        {
            to.Append('"');
        }

        foreach (var character in cell)
        {
            to.Append(char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character);
            if (character == '"')
            {
                to.Append('"');
            }
        }

        if (isQuoted)
        {
            to.Append('"');
        }
    }

    private static string Kind(in Entry entry) => entry.Kind == LineKind.Refund ? "refund" : "payment";

    private static string Side(in Entry entry) => Source.Of(entry.Position) switch
    {
        Source.Bill => "the bill",
        Source.Carried => "the carried file",
        _ => "our file",
    };

    private static string Status(LineStatus status) => status switch
    {
        LineStatus.Succeeded => "succeeded",
        LineStatus.Pending => "pending",
        LineStatus.InProgress => "begun",
        _ => "closed or failed",
    };

    private static string Reason(Fault fault) => fault switch
    {
        Fault.Columns => "it has not as many columns as the header",
        Fault.Quotes => "a quote is not closed, or something follows it",
        Fault.TooLong => "it is longer than 64 KiB",
        Fault.Number => "it has neither a number nor a transaction, or one longer than 64 bytes",
        Fault.Kind => "its kind is not one the form knows",
        Fault.Status => "its status is not one the form knows",
        Fault.Currency => "its currency is not three letters",
        Fault.Amount => "its amount is not one the currency can say exactly",
        Fault.Fee => "its fee is not a number",
        Fault.Time => "its time is not a date and a time of day",
        _ => "it cannot be read",
    };
}
