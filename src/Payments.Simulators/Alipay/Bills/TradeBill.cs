using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Bills;

/// <summary>The business bill (<c>trade</c>): one row per payment and per refund, and a summary.</summary>
internal static class TradeBill
{
    private const string List = "业务明细列表";
    private const string DetailHeader =
        "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
    private const string SummaryHeader =
        "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）";

    public static string Detail(IReadOnlyList<AlipayMovement> movements, string sellerId, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var text = AlipayBillText.Start("支付宝业务明细查询", List, sellerId, from, to).Append(DetailHeader).Append('\n');
        foreach (var movement in movements) text.AppendJoin(',', Row(movement)).Append('\n');
        var payments = movements.Where(static movement => !movement.IsRefund).ToList();
        var refunds = movements.Where(static movement => movement.IsRefund).ToList();
        return text.End(List)
            .Append("#交易合计：").Append(payments.Count).Append("笔，商家实收共").Append(Sum(payments)).Append("元，商家优惠共0.00元\n")
            .Append("#退款合计：").Append(refunds.Count).Append("笔，商家实收退款共").Append(Sum(refunds)).Append("元，商家优惠退款共0.00元\n")
            .Exported(now).ToString();
    }

    public static string Summary(IReadOnlyList<AlipayMovement> movements, string sellerId, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var text = AlipayBillText.Start("支付宝业务汇总查询", "业务汇总列表", sellerId, from, to).Append(SummaryHeader).Append('\n');
        foreach (var store in movements.GroupBy(static movement => movement.Trade.Terms.StoreId ?? "", StringComparer.Ordinal))
        {
            text.AppendJoin(',', SummaryRow(AlipayBillText.Tabbed(store.Key), [.. store])).Append('\n');
        }

        return text.AppendJoin(',', SummaryRow("合计", movements)).Append('\n')
            .End("业务汇总列表").Exported(now).ToString();
    }

    private static string[] Row(AlipayMovement movement)
    {
        var trade = movement.Trade;
        var amount = AlipayAmount.Format(movement.AmountFen);
        var store = AlipayBillText.Tabbed(trade.Terms.StoreId);
        return
        [
            AlipayBillText.Tabbed(trade.TradeNo),
            AlipayBillText.Tabbed(trade.OutTradeNo),
            AlipayBillText.Tabbed(movement.IsRefund ? "退款" : "交易"),
            AlipayBillText.Plain(trade.Terms.Subject),
            AlipayTime.Format(trade.CreatedAt),
            AlipayTime.Format(movement.At),
            store,
            store,
            AlipayBillText.Tabbed(null),
            AlipayBillText.Tabbed(null),
            AlipayBillText.Tabbed($"*模拟({AlipayBuyer.LogonId(trade.BuyerId)})"),
            amount,
            amount,
            "0.00",
            "0.00",
            "0.00",
            "0.00",
            "0.00",
            "",
            "0.00\t",
            "0.00",
            AlipayBillText.Tabbed(movement.Refund?.RequestNo),
            AlipayAmount.Format(movement.FeeFen),
            "0.00",
            AlipayBillText.Plain(trade.Terms.Body),
        ];
    }

    private static string[] SummaryRow(string store, IReadOnlyList<AlipayMovement> movements) =>
    [
        store,
        store.EndsWith('\t') ? store : "",
        AlipayBillText.Count(movements.Count(static movement => !movement.IsRefund)),
        AlipayBillText.Count(movements.Count(static movement => movement.IsRefund)),
        Sum(movements),
        Sum(movements),
        "0.00",
        "0.00",
        "0.00",
        AlipayAmount.Format(movements.Sum(static movement => movement.FeeFen)),
        "0.00",
        AlipayAmount.Format(movements.Sum(static movement => movement.AmountFen + movement.FeeFen)),
    ];

    private static string Sum(IEnumerable<AlipayMovement> movements) =>
        AlipayAmount.Format(movements.Sum(static movement => movement.AmountFen));
}
