using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Notifications;

/// <summary>What a notice says about a trade, frozen at the moment of the event.</summary>
internal static class AlipayNoticeFields
{
    public static List<KeyValuePair<string, string>> OfTrade(AlipayTrade trade)
    {
        var terms = trade.Terms;
        var total = AlipayAmount.Format(terms.TotalFen);
        var fields = new List<KeyValuePair<string, string>>
        {
            new("notify_type", "trade_status_sync"),
            new("app_id", terms.Merchant.AppId),
            new("auth_app_id", terms.Merchant.AppId),
            new("charset", terms.CharsetName),
            new("version", "1.0"),
            new("trade_no", trade.TradeNo!),
            new("out_trade_no", trade.OutTradeNo),
            new("trade_status", trade.Status.Word()),
            new("total_amount", total),
            new("subject", terms.Subject),
            new("seller_id", terms.Merchant.SellerId),
            new("seller_email", terms.Merchant.SellerEmail),
            new("buyer_id", trade.BuyerId),
            new("buyer_logon_id", AlipayBuyer.LogonId(trade.BuyerId)),
            new("buyer_open_id", AlipayBuyer.OpenId(trade.BuyerId)),
            new("gmt_create", AlipayTime.Format(trade.CreatedAt)),
        };
        if (terms.Body is { } body) fields.Add(new("body", body));
        if (terms.PassbackParams is { } passback) fields.Add(new("passback_params", passback));
        if (trade.PaidAt is { } paidAt)
        {
            fields.Add(new("gmt_payment", AlipayTime.Format(paidAt)));
            fields.Add(new("receipt_amount", total));
            fields.Add(new("invoice_amount", total));
            fields.Add(new("buyer_pay_amount", total));
            fields.Add(new("point_amount", "0.00"));
            fields.Add(new("fund_bill_list", $$"""[{"amount":"{{total}}","fundChannel":"ALIPAYACCOUNT"}]"""));
        }

        if (trade.ClosedAt is { } closedAt) fields.Add(new("gmt_close", AlipayTime.Format(closedAt)));
        return fields;
    }
}
