using System.Globalization;
using System.Text;

namespace Payments.Recon.Bank;

/// <summary>
/// Adds up a WeChat Pay fund-flow bill, a line at a time: columns by name, the summary checked against the lines, the balance followed from line
/// to line. The bill is CNY; a figure that cannot be read is an error and not a zero.
/// </summary>
internal sealed class FundFlowReader(string path)
{
    private const char Quote = '`';

    private long _lines;
    private long _income;
    private long _spending;
    private long _payments;
    private long _refunds;
    private long _fees;
    private long _paidOut;
    private long _other;

    public async Task<FundFlowTotals> ReadAsync(CancellationToken cancellationToken)
    {
        using var reader = Open();
        var columns = Columns.Of(Split(await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "")) ?? throw Refused(
            ReconciliationErrorCodes.HeaderUnknown, 1, "lacks a column of a fund-flow bill: 业务类型, 收支类型 or 收支金额. Give the bill as the channel made it");
        for (var number = 2L; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (line.Length == 0)
            {
                continue;
            }

            // The summary has a header of its own, without the mark that starts every value.
            if (line[0] != Quote)
            {
                Check(number, await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false));
                return new FundFlowTotals(_lines, _payments, _refunds, _fees, _paidOut, _other);
            }

            Add(number, Split(line), columns);
        }

        throw Refused(ReconciliationErrorCodes.BillTruncated, _lines + 2, "is the end, and there is no summary. Download the bill again");
    }

    private StreamReader Open()
    {
        try
        {
            return new StreamReader(path, Encoding.UTF8);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputUnreadable, $"{Path.GetFileName(path)} cannot be read: {fault.Message} Correct the path or the rights.", fault);
        }
    }

    private void Add(long number, string[] cells, Columns columns)
    {
        if (cells.Length <= columns.Last)
        {
            throw Refused(ReconciliationErrorCodes.BillTruncated, number, "has fewer columns than the header");
        }

        var amount = Amount(number, cells[columns.Amount]);
        var direction = cells[columns.Direction];
        var signed = direction switch
        {
            "收入" => amount,
            "支出" => -amount,
            _ => throw Refused(ReconciliationErrorCodes.HeaderUnknown, number, "says neither 收入 nor 支出"),
        };
        _lines++;
        checked
        {
            if (signed > 0)
            {
                _income += amount;
            }
            else
            {
                _spending += amount;
            }

            Sort(cells[columns.Kind], signed);
        }
    }

    // Fees first: 扣除交易手续费 and 退还交易手续费 have the words of payments and refunds in them.
    private void Sort(string kind, long signed)
    {
        checked
        {
            if (kind.Contains("手续费", StringComparison.Ordinal))
            {
                _fees -= signed;
            }
            else if (kind.Contains("退款", StringComparison.Ordinal))
            {
                _refunds -= signed;
            }
            else if (kind.Contains("提现", StringComparison.Ordinal))
            {
                _paidOut -= signed;
            }
            else if (kind is "交易" or "支付")
            {
                _payments += signed;
            }
            else
            {
                _other += signed;
            }
        }
    }

    private void Check(long number, string? line)
    {
        var cells = Split(line ?? "");
        if (cells.Length < 5)
        {
            throw Refused(ReconciliationErrorCodes.BillTruncated, number + 1, "should be the summary: count, income, spending. Download the bill again");
        }

        var (lines, income, spending) = (Count(number + 1, cells[0]), Amount(number + 1, cells[2]), Amount(number + 1, cells[4]));
        if (lines != _lines || income != _income || spending != _spending)
        {
            throw new ReconciliationException(
                ReconciliationErrorCodes.BillSummaryMismatch,
                string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} says {lines} lines, {income} in and {spending} out (minor units), and has {_lines}, {_income} and {_spending}. Download it again."));
        }
    }

    private long Amount(long number, string cell) => Money.TryParse(cell, Currency.Cny, out var money) && money.MinorUnits >= 0
        ? money.MinorUnits
        : throw Refused(ReconciliationErrorCodes.BillSummaryMismatch, number, "has an amount that cannot be read");

    // Counts are printed as "20.0".
    private long Count(long number, string cell) => decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
        ? (long)count
        : throw Refused(ReconciliationErrorCodes.BillSummaryMismatch, number, "has a count that cannot be read");

    // Values begin with the mark, and a comma within a remark does not: so ",`" parts them, and "," only in headers.
    private static string[] Split(string line) => line.StartsWith(Quote) ? line[1..].Split(",`") : line.Trim('\ufeff').Split(',');

    private ReconciliationException Refused(string code, long line, string what) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, line {line}: {what}."));

    private sealed record Columns(int Kind, int Direction, int Amount)
    {
        public int Last => Math.Max(Kind, Math.Max(Direction, Amount));

        // The unit stands in full-width brackets in older bills: the beginning of the name is what counts.
        public static Columns? Of(string[] header)
        {
            int Find(string name) => Array.FindIndex(header, column => column.Trim().StartsWith(name, StringComparison.Ordinal));
            var columns = new Columns(Find("业务类型"), Find("收支类型"), Find("收支金额"));
            return columns.Kind < 0 || columns.Direction < 0 || columns.Amount < 0 ? null : columns;
        }
    }
}
