using System.Globalization;
using System.Text;

namespace Payments.Recon.Tests.Distributed;

/// <summary>A day of both sides from a seed, with every kind of difference, lines that only the transaction brings together, and numbers no digit pair packs.</summary>
internal static class SampleDay
{
    private const string OursHeader = "orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor";
    private const string BillHeader = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

    public static ReconciliationJob Write(string folder, int orders, int seed, long tolerance = 0)
    {
        var random = new Random(seed);
        var (ours, bill) = (new List<string>(), new List<string>());
        for (var i = 0; i < orders; i++)
        {
            Order(i, random, ours, bill);
        }

        Shuffle(ours, random);
        Shuffle(bill, random);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "ours.csv"), new StringBuilder(OursHeader).Append('\n').AppendJoin('\n', ours).Append('\n').ToString());
        File.WriteAllText(Path.Combine(folder, "bill.csv"), new StringBuilder(BillHeader).Append("\r\n").AppendJoin("\r\n", bill).Append("\r\n").ToString());
        return new ReconciliationJob
        {
            OursPath = Path.Combine(folder, "ours.csv"),
            BillPath = Path.Combine(folder, "bill.csv"),
            Format = "wechat.all",
            OutputFolder = Path.Combine(folder, "out"),
            Day = new DateOnly(2026, 11, 27),
            HashInputs = false,
            Rules = new ReconciliationRules { ToleranceMinor = tolerance, Summary = BillSummaryPolicy.Optional, MemoryLimit = 64L << 20 },
        };
    }

    private static void Order(int index, Random random, List<string> ours, List<string> bill)
    {
        var number = index % 5 == 0 ? $"o-{index:D9}_x" : string.Create(CultureInfo.InvariantCulture, $"20261127{index:D20}");
        var (transaction, isRefund) = (string.Create(CultureInfo.InvariantCulture, $"42000{index:D23}"), random.Next(8) == 0);
        var (amount, fee) = (random.NextInt64(1, 500_000), random.Next(0, 300));
        var line = new Line(number, transaction, isRefund, amount, "CNY", "succeeded", "12:30:00", fee);
        switch (random.Next(40))
        {
            case 0: bill.Add(Bill(line)); return;
            case 1: ours.Add(Ours(line)); return;
            case 2: ours.Add(Ours(line with { Time = "23:58:00" })); return;
            case 3: ours.Add(Ours(line)); bill.Add(Bill(line with { Amount = amount + random.Next(1, 9) })); return;
            case 4: ours.Add(Ours(line)); bill.Add(Bill(line with { Currency = "USD" })); return;
            case 5: ours.Add(Ours(line with { Status = "closed" })); bill.Add(Bill(line)); return;
            case 6: ours.Add(Ours(line with { Status = "pending" })); bill.Add(Bill(line with { Status = "PROCESSING" })); return;
            case 7: ours.Add(Ours(line)); bill.Add(Bill(line with { Fee = fee + 7 })); return;
            case 8: ours.Add(Ours(line)); bill.Add(Bill(line)); bill.Add(Bill(line with { Amount = amount + 1 })); return;
            case 9: ours.Add(Ours(line)); ours.Add(Ours(line)); ours.Add(Ours(line)); bill.Add(Bill(line)); return;
            case 10: ours.Add(Ours(line with { Number = "other-" + number })); bill.Add(Bill(line)); return;
            case 11: ours.Add(Ours(line with { Number = "" })); bill.Add(Bill(line with { Amount = amount + 5 })); return;
            case 12: ours.Add(Ours(line with { Status = "failed" })); return;
            case 13: ours.Add(Ours(line)); bill.Add(Bill(line, settled: amount + 100)); return;
            case 14: ours.Add(Ours(line) + ",extra,\"x"); bill.Add("`broken"); return;
            case 15: ours.Add(Ours(line with { Transaction = "" })); bill.Add(Bill(line)); bill.Add(Bill(line with { Transaction = transaction + "9" })); return;
            case 16: ours.Add(Ours(line with { Currency = "USD", Status = "closed" })); bill.Add(Bill(line with { Status = "FAIL" })); return;
            default: ours.Add(Ours(line)); bill.Add(Bill(line)); return;
        }
    }

    private static string Ours(Line line) => string.Create(
        CultureInfo.InvariantCulture, $"P{line.Number},{line.Number},{line.Transaction},{(line.IsRefund ? "refund" : "payment")},{line.Amount},{line.Currency},{line.Status},2026-11-27T{line.Time}+08:00,{(line.IsRefund ? "" : line.Fee)}");

    private static string Bill(Line line, long? settled = null)
    {
        var (amount, other) = (Major(line.Amount), Major(settled ?? line.Amount));
        string[] cells = line.IsRefund
            ? ["2026-11-27 12:30:01", "wx8", "19", "0", "", "4299" + line.Transaction, "P" + line.Number, "payer", "NATIVE", "REFUND", "OTHERS", line.Currency, "0.00", "0.00", line.Transaction, line.Number, other, "0.00", "ORIGINAL", line.Status == "succeeded" ? "SUCCESS" : line.Status, "茶, 一罐", "", "0.00000", "0.60%", "0.00", amount, ""]
            : ["2026-11-27 12:30:01", "wx8", "19", "0", "", line.Transaction, line.Number, "payer", "NATIVE", "SUCCESS", "OTHERS", line.Currency, other, "0.00", "0", "0", "0.00", "0.00", "", "", "茶, 一罐", "", Major(line.Fee) + "000", "0.60%", amount, "0.00", ""];
        return "`" + string.Join(",`", cells);
    }

    private static string Major(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:D2}");

    private static void Shuffle(List<string> lines, Random random)
    {
        for (var i = lines.Count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (lines[i], lines[other]) = (lines[other], lines[i]);
        }
    }

    private sealed record Line(string Number, string Transaction, bool IsRefund, long Amount, string Currency, string Status, string Time, long Fee);
}
