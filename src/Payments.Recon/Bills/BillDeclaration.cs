using System.Globalization;
using System.Text;
using Payments.Recon.Scanning;

namespace Payments.Recon.Bills;

/// <summary>What a bill says of itself at its end.</summary>
/// <param name="Lines">How many lines; null where it does not say.</param>
/// <param name="PaymentsMinor">The sum of payments; null where it does not say.</param>
/// <param name="RefundsMinor">The sum of refunds, not negative; null where it does not say.</param>
internal sealed record BillDeclaration(long? Lines, long? PaymentsMinor, long? RefundsMinor)
{
    private const int TailBytes = 64 * 1024;
    private const int Exponent = 2;

    /// <param name="source">The bill.</param>
    /// <param name="dataEnd">Where its lines end.</param>
    public static BillDeclaration? Find(BillSource source, out long dataEnd)
    {
        dataEnd = source.File.Length;
        var from = Math.Max(source.DataStart, source.File.Length - TailBytes);
        var tail = new byte[(int)(source.File.Length - from)];
        source.File.Read(tail, from);
        if (source.Header.Layout.Summary == SummaryForm.Comments)
        {
            return OfComments(source.Header.Layout, tail);
        }

        var (values, names) = LastTwo(tail, out var start);
        if (start < 0)
        {
            return null;
        }

        var found = OfLines(BillHeader.Decode(source.Header.Layout, names), BillHeader.Decode(source.Header.Layout, values));
        dataEnd = found is null ? dataEnd : from + start;
        return found;
    }

    private static BillDeclaration? OfLines(string names, string values)
    {
        var (columns, cells) = (BillHeader.Split(names, ','), BillHeader.Split(values, ','));
        var lines = Number("总交易单数") ?? Number("资金流水总笔数");
        return lines is null ? null : new BillDeclaration(
            (long)lines,
            Minor(Number("订单总金额") ?? Number("应结订单总金额") ?? Number("总交易额") ?? Number("收入金额")),
            Minor(Number("申请退款总金额") ?? Number("退款总金额") ?? Number("总退款金额")));

        // "45.0" is how the channel writes forty-five.
        decimal? Number(string name)
        {
            var at = columns.IndexOf(name);
            return at >= 0 && at < cells.Count && decimal.TryParse(cells[at], NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
    }

    private static BillDeclaration? OfComments(BillLayout layout, byte[] tail)
    {
        var text = layout.Encoding.GetString(tail);
        if (!text.Contains("列表结束", StringComparison.Ordinal))
        {
            text = Encoding.UTF8.GetString(tail);
            if (!text.Contains("列表结束", StringComparison.Ordinal))
            {
                return null;
            }
        }

        var (payments, refunds) = (Comment(text, "#交易合计"), Comment(text, "#退款合计"));
        return new BillDeclaration(
            payments is null || refunds is null ? null : payments.Value.Lines + refunds.Value.Lines, payments?.Minor, refunds is null ? null : Math.Abs(refunds.Value.Minor));
    }

    // #交易合计：6笔，商家实收共0.06元，…
    private static (long Lines, long Minor)? Comment(string text, string label)
    {
        var at = text.LastIndexOf(label, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var line = text[at..].Split('\n')[0];
        var (count, sum) = (Between(line, '：', '笔'), Between(line, '共', '元'));
        return long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            && decimal.TryParse(sum, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) && Minor(value) is { } minor
            ? (lines, minor)
            : null;
    }

    private static string Between(string line, char open, char close)
    {
        var start = line.IndexOf(open, StringComparison.Ordinal);
        var end = start < 0 ? -1 : line.IndexOf(close, start);
        return end < 0 ? "" : line[(start + 1)..end];
    }

    private static long? Minor(decimal? value) =>
        value is { } major && Math.Abs(major) < Cells.MostMinor && decimal.Round(major, Exponent) == major ? (long)(major * 100) : null;

    private static (byte[] Values, byte[] Names) LastTwo(byte[] tail, out int start)
    {
        start = -1;
        var end = tail.Length;
        var values = Before(ref end);
        var names = Before(ref end);
        start = names.Length > 0 ? end : -1;
        return (values, names);

        byte[] Before(ref int to)
        {
            while (to > 0 && tail[to - 1] is (byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t')
            {
                to--;
            }

            var from = to;
            while (from > 0 && tail[from - 1] != '\n')
            {
                from--;
            }

            var line = tail[from..to];
            to = from;
            return line;
        }
    }
}
