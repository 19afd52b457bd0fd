using System.Globalization;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Bills;

/// <summary>The fund-flow bill of the basic account: payments in, refunds out, fees as lines of their own.</summary>
internal static class FundFlowBill
{
    private const string Header = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";
    private const string SummaryHeader = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";

    /// <summary>Null: nothing happened that day.</summary>
    public static byte[]? Write(IEnumerable<WeChatOrder> orders, DateOnly day)
    {
        var text = new BillText();
        text.Header(Header);
        var balance = 0m;
        var income = new List<decimal>();
        var expense = new List<decimal>();
        foreach (var flow in Flows(orders).OrderBy(static flow => flow.Time))
        {
            balance += flow.Amount;
            if (!TradeRow.IsOn(flow.Time, day))
            {
                continue;
            }

            (flow.Amount > 0 ? income : expense).Add(decimal.Abs(flow.Amount));
            text.Row(
                BillText.Time(flow.Time), flow.BusinessNo, flow.FlowNo, flow.Name, flow.Type, flow.Amount > 0 ? "收入" : "支出",
                BillText.Money(decimal.Abs(flow.Amount)), BillText.Money(balance), "system", BillText.Plain(flow.Remark), flow.Voucher);
        }

        if (income.Count + expense.Count == 0)
        {
            return null;
        }

        text.Header(SummaryHeader);
        text.Row(Count(income.Count + expense.Count), Count(income.Count), BillText.Money(income.Sum()), Count(expense.Count), BillText.Money(expense.Sum()));
        return text.ToBytes();
    }

    private static IEnumerable<Flow> Flows(IEnumerable<WeChatOrder> orders)
    {
        foreach (var row in orders.SelectMany(AllRows))
        {
            var business = row.Refund?.RefundId ?? row.Order.TransactionId!;
            var voucher = row.Refund?.OutRefundNo ?? row.Order.TransactionId!;
            var digits = row.Time.ToOffset(WeChatTime.Beijing).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + business[^10..];
            var amount = row.IsPayment ? row.Settled : -row.Refunded;
            var name = row.IsPayment ? "交易" : "退款";
            var remark = row.IsPayment ? row.Order.Description : row.Refund?.Reason ?? "";
            yield return new Flow(row.Time, business, $"{row.Order.Party.Merchant.MchId}{digits}1", name, name, amount, remark, voucher);
            if (row.Fee != 0)
            {
                yield return new Flow(
                    row.Time, business, $"{row.Order.Party.Merchant.MchId}{digits}2", row.IsPayment ? "扣除交易手续费" : "退还交易手续费", "交易手续费", -row.Fee, "", voucher);
            }
        }
    }

    private static IEnumerable<TradeRow> AllRows(WeChatOrder order)
    {
        if (order.PaidAt is { } paidAt)
        {
            yield return new TradeRow(order, null, paidAt, "SUCCESS");
            if (order.RevokedAt is { } revokedAt)
            {
                yield return new TradeRow(order, null, revokedAt, "REVOKED");
            }
        }

        foreach (var refund in order.Refunds)
        {
            yield return new TradeRow(order, refund, refund.CreatedAt, "REFUND");
        }
    }

    private static string Count(int count) => string.Create(CultureInfo.InvariantCulture, $"{count}.0");

    private sealed record Flow(DateTimeOffset Time, string BusinessNo, string FlowNo, string Name, string Type, decimal Amount, string Remark, string Voucher);
}
