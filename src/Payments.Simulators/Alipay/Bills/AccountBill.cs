using System.Globalization;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Bills;

/// <summary>The account bill (<c>signcustomer</c>): every change of the seller's balance, service fees as rows of their own.</summary>
internal static class AccountBill
{
    private const string List = "账务明细列表";
    private const string DetailHeader =
        "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注";
    private const string SummaryHeader = "业务类型,收入笔数,收入金额（+元）,支出笔数,支出金额（-元）";

    private sealed record Change(AlipayMovement Movement, string Type, long AmountFen, long BalanceFen, int Number);

    /// <summary>Rows within the span; <paramref name="all"/> holds every movement up to its end, so that the balance runs on.</summary>
    public static string Detail(IReadOnlyList<AlipayMovement> all, string sellerId, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var changes = Changes(all, from);
        var text = AlipayBillText.Start("支付宝账务明细查询", List, sellerId, from, to).Append(DetailHeader).Append('\n');
        foreach (var change in changes) text.AppendJoin(',', Row(change)).Append('\n');
        var spent = changes.FindAll(static change => change.AmountFen < 0);
        var received = changes.FindAll(static change => change.AmountFen >= 0);
        return text.End(List)
            .Append("#支出合计：").Append(spent.Count).Append("笔，共").Append(Sum(spent)).Append("元\n")
            .Append("#收入合计：").Append(received.Count).Append("笔，共").Append(Sum(received)).Append("元\n")
            .Exported(now).ToString();
    }

    public static string Summary(IReadOnlyList<AlipayMovement> all, string sellerId, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var text = AlipayBillText.Start("支付宝账务汇总查询", "账务汇总列表", sellerId, from, to).Append(SummaryHeader).Append('\n');
        foreach (var type in Changes(all, from).GroupBy(static change => change.Type, StringComparer.Ordinal))
        {
            var received = type.Where(static change => change.AmountFen >= 0).ToList();
            var spent = type.Where(static change => change.AmountFen < 0).ToList();
            text.AppendJoin(',', type.Key, AlipayBillText.Count(received.Count), Sum(received), AlipayBillText.Count(spent.Count), Sum(spent)).Append('\n');
        }

        return text.End("账务汇总列表").Exported(now).ToString();
    }

    private static List<Change> Changes(IReadOnlyList<AlipayMovement> all, DateTimeOffset from)
    {
        var changes = new List<Change>();
        long balance = 0;
        foreach (var movement in all)
        {
            Add(movement, movement.IsRefund ? "交易退款" : "在线支付", movement.AmountFen);
            if (movement.FeeFen != 0) Add(movement, "收费", movement.FeeFen);
        }

        return changes.FindAll(change => change.Movement.At >= from);

        void Add(AlipayMovement movement, string type, long amountFen)
        {
            balance += amountFen;
            changes.Add(new Change(movement, type, amountFen, balance, changes.Count + 1));
        }
    }

    private static string[] Row(Change change)
    {
        var trade = change.Movement.Trade;
        var amount = AlipayAmount.Format(change.AmountFen);
        return
        [
            AlipayBillText.Tabbed(string.Create(CultureInfo.InvariantCulture, $"{AlipayTime.Format(change.Movement.At, "yyyyMMdd")}{change.Number:D12}")),
            AlipayBillText.Tabbed(trade.TradeNo),
            AlipayBillText.Tabbed(trade.OutTradeNo),
            AlipayBillText.Plain(trade.Terms.Subject),
            AlipayTime.Format(change.Movement.At),
            AlipayBillText.Tabbed(AlipayBuyer.LogonId(trade.BuyerId)),
            change.AmountFen >= 0 ? amount : "0.00",
            change.AmountFen < 0 ? amount : "0.00",
            AlipayAmount.Format(change.BalanceFen),
            "支付宝",
            change.Type,
            AlipayBillText.Plain(change.Movement.Refund?.RequestNo ?? trade.Terms.Body),
        ];
    }

    private static string Sum(IEnumerable<Change> changes) => AlipayAmount.Format(changes.Sum(static change => change.AmountFen));
}
