using System.Globalization;

namespace Payments.Simulators.WeChat.Bills;

/// <summary>The trade bill file (pay.weixin.qq.com, "apply for a trade bill").</summary>
internal static class TradeBill
{
    private const string Head = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额";
    private const string Refund = ",微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态";
    private const string Tail = ",商品名称,商户数据包,手续费,费率,订单金额";

    public const string All = $"{Head}{Refund}{Tail},申请退款金额,费率备注";
    public const string Success = $"{Head}{Tail},费率备注";
    public const string Refunds = $"{Head},退款申请时间,退款成功时间{Refund}{Tail},申请退款金额,费率备注";

    /// <summary>The file for ALL, SUCCESS or REFUND; null: nothing happened.</summary>
    public static byte[]? Write(string type, List<TradeRow> rows)
    {
        rows = type switch
        {
            "SUCCESS" => rows.FindAll(static row => row.IsPayment),
            "REFUND" => rows.FindAll(static row => !row.IsPayment),
            _ => rows,
        };
        if (rows.Count == 0)
        {
            return null;
        }

        var text = new BillText();
        text.Header(type switch { "SUCCESS" => Success, "REFUND" => Refunds, _ => All });
        foreach (var row in rows)
        {
            List<string> values = [.. HeadOf(row)];
            if (type == "REFUND")
            {
                values.Add(BillText.Time(row.Time));
                values.Add(row.Refund?.SuccessTime is { } at ? BillText.Time(at) : "");
            }

            if (type != "SUCCESS")
            {
                values.AddRange(RefundOf(row));
            }

            values.AddRange(TailOf(row));
            if (type != "SUCCESS")
            {
                values.Add(BillText.Money(row.Refunded));
            }

            values.Add("");
            text.Row([.. values]);
        }

        Summarise(text, type, rows);
        return text.ToBytes();
    }

    private static string[] HeadOf(TradeRow row) =>
    [
        BillText.Time(row.Time), row.Order.Party.AppId, row.Order.Party.Merchant.MchId, row.Order.Party.SubMchId ?? "0", BillText.Plain(row.Order.DeviceId),
        row.Order.TransactionId!, row.Order.OutTradeNo, row.Order.OpenId ?? "", row.Order.TradeType, row.State, "OTHERS", "CNY",
        BillText.Money(row.Settled), "0.00",
    ];

    private static string[] RefundOf(TradeRow row) =>
    [
        row.Refund?.RefundId ?? "0", row.Refund?.OutRefundNo ?? "0", BillText.Money(row.Refunded), "0.00",
        row.IsPayment ? "" : "ORIGINAL", row.State == "REVOKED" ? "SUCCESS" : row.RefundState,
    ];

    private static string[] TailOf(TradeRow row) =>
    [
        BillText.Plain(row.Order.Description), BillText.Plain(row.Order.Attach), BillText.Fee(row.Fee), "0.60%", BillText.Money(row.Settled),
    ];

    private static void Summarise(BillText text, string type, List<TradeRow> rows)
    {
        var count = string.Create(CultureInfo.InvariantCulture, $"{rows.Count}.0");
        var settled = BillText.Money(rows.Sum(static row => row.Settled));
        var refunded = BillText.Money(rows.Sum(static row => row.Refunded));
        var fee = BillText.Money(rows.Sum(static row => row.Fee));
        if (type == "SUCCESS")
        {
            text.Header("总交易单数,应结订单总金额,手续费总金额,订单总金额");
            text.Row(count, settled, fee, settled);
            return;
        }

        text.Header("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额");
        text.Row(count, settled, refunded, "0.0", fee, settled, refunded);
    }
}
