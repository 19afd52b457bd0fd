using System.Globalization;
using System.Text;

namespace Payments.Recon.Tests.Engine;

/// <summary>Writes a day as files, each time in another of the forms that must be read: BOM, line breaks, quotes, the order of columns, zones.</summary>
internal sealed class DayFiles(Random random)
{
    public static readonly DateOnly Day = new(2026, 11, 27);

    private static readonly string[] OurColumns = ["orderNo", "attemptNo", "channelTransactionId", "kind", "amountMinor", "currency", "status", "occurredAt", "feeMinor"];

    private static readonly string[] BillColumns =
    [
        "交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号", "用户标识", "交易类型", "交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额",
        "微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态", "商品名称", "商户数据包", "手续费", "费率", "订单金额", "申请退款金额", "费率备注",
    ];

    public string Ours(IEnumerable<SampleLine> lines)
    {
        var order = random.Next(2) == 0 ? Enumerable.Range(0, OurColumns.Length).ToArray() : [.. Enumerable.Range(0, OurColumns.Length).OrderBy(_ => random.Next())];
        var (end, quotes) = (random.Next(2) == 0 ? "\n" : "\r\n", random.Next(3));
        var text = new StringBuilder(random.Next(2) == 0 ? "" : "\uFEFF").AppendJoin(',', order.Select(column => OurColumns[column])).Append(end);
        foreach (var line in lines)
        {
            string[] cells =
            [
                "M" + line.Number, line.Number, line.Transaction, line.IsRefund ? "refund" : "payment", line.IsMalformed ? "1o0" : $"{line.Amount}",
                line.Currency, line.Status, Time(line.Second), $"{line.Fee}",
            ];
            text.AppendJoin(',', order.Select(column => quotes == 2 || (quotes == 1 && random.Next(2) == 0) ? $"\"{cells[column]}\"" : cells[column])).Append(end);
        }

        if (random.Next(4) == 0)
        {
            text.Append(end);
        }
        else if (random.Next(4) == 0)
        {
            text.Length -= end.Length;
        }

        return text.ToString();
    }

    public string Bill(IReadOnlyList<SampleLine> lines)
    {
        var (end, backtick) = (random.Next(2) == 0 ? "\n" : "\r\n", random.Next(4) == 0 ? "" : "`");
        var text = new StringBuilder(random.Next(2) == 0 ? "" : "\uFEFF").AppendJoin(',', BillColumns).Append(end);
        foreach (var line in lines)
        {
            text.AppendJoin(',', Cells(line, backtick == "").Select(cell => backtick + cell)).Append(end);
        }

        var (paid, refunded) = (Sum(lines, isRefund: false), Sum(lines, isRefund: true));
        text.Append("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额").Append(end);
        return text.AppendJoin(',', new[] { $"{lines.Count}.0", Yuan(paid), Yuan(refunded), "0.0", "0.00", Yuan(paid), Yuan(refunded) }.Select(cell => "`" + cell)).Append(end).ToString();
    }

    private static long Sum(IEnumerable<SampleLine> lines, bool isRefund) => lines.Where(line => line.IsRefund == isRefund && !line.IsMalformed).Sum(line => line.Amount);

    private string[] Cells(SampleLine line, bool mayQuote)
    {
        var amount = line.IsMalformed ? "n/a" : Yuan(line.Amount);
        var cells = new[]
        {
            DateTime.MinValue.AddDays(Day.DayNumber).AddSeconds(line.Second).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "wx1", "19", "0", "",
            line.IsRefund ? "4299" : line.Transaction.Length > 0 ? line.Transaction : "0", line.IsRefund ? (line.Number.Length > 0 ? "any" : "") : line.Number, "o1", "NATIVE",
            line.IsRefund ? "REFUND" : "SUCCESS", "OTHERS", line.Currency, line.IsRefund ? "0.00" : amount, "0.00",
            line.IsRefund ? line.Transaction : "0", line.IsRefund ? line.Number : "0", line.IsRefund ? amount : "0.00", "0.00", line.IsRefund ? "ORIGINAL" : "",
            line.IsRefund ? line.Status : "", mayQuote ? "\"5\"\" x, y\"" : random.Next(3) == 0 ? "a \"b\", c" : "goods", "", $"0.0{line.Fee}000", "0.60%",
            line.IsRefund ? "0.00" : amount, line.IsRefund ? amount : "0.00", "",
        };
        return cells;
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private string Time(int second)
    {
        var local = new DateTimeOffset(DateTime.MinValue.AddDays(Day.DayNumber).AddSeconds(second), TimeSpan.FromHours(8));
        return random.Next(4) switch
        {
            0 => local.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            1 => local.ToOffset(TimeSpan.FromHours(-9.5)).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            _ => local.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        };
    }
}
