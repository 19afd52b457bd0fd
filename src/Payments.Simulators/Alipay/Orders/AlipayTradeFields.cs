using System.Text.Json.Nodes;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>What answers say about a trade.</summary>
internal static class AlipayTradeFields
{
    public static JsonObject Ids(AlipayTrade trade) => new()
    {
        ["trade_no"] = trade.TradeNo,
        ["out_trade_no"] = trade.OutTradeNo,
    };

    /// <summary>A refusal about an order nobody opened still carries zero amounts, as the real one does.</summary>
    public static JsonObject Absent(string? outTradeNo) => new()
    {
        ["buyer_pay_amount"] = "0.00",
        ["invoice_amount"] = "0.00",
        ["out_trade_no"] = outTradeNo,
        ["point_amount"] = "0.00",
        ["receipt_amount"] = "0.00",
    };

    /// <summary>The answer of <c>alipay.trade.pay</c>.</summary>
    public static JsonObject Payment(AlipayTrade trade)
    {
        var fields = WithAmounts(trade);
        if (trade.PaidAt is { } paidAt) fields["gmt_payment"] = AlipayTime.Format(paidAt);
        return fields;
    }

    /// <summary>The answer of <c>alipay.trade.query</c>.</summary>
    public static JsonObject Query(AlipayTrade trade)
    {
        var fields = WithAmounts(trade);
        fields["trade_status"] = trade.Status.Word();
        fields["buyer_user_type"] = "PRIVATE";
        fields["pay_currency"] = "CNY";
        if (trade.PaidAt is { } paidAt) fields["send_pay_date"] = AlipayTime.Format(paidAt);
        if (trade.Terms.StoreId is { } store) fields["store_id"] = store;
        return fields;
    }

    private static JsonObject WithAmounts(AlipayTrade trade)
    {
        var total = AlipayAmount.Format(trade.Terms.TotalFen);
        var paid = trade.WasPaid ? total : "0.00";
        var fields = Ids(trade);
        fields["buyer_logon_id"] = AlipayBuyer.LogonId(trade.BuyerId);
        fields["buyer_user_id"] = trade.BuyerId;
        fields["buyer_open_id"] = AlipayBuyer.OpenId(trade.BuyerId);
        fields["total_amount"] = total;
        fields["receipt_amount"] = paid;
        fields["buyer_pay_amount"] = paid;
        fields["invoice_amount"] = paid;
        fields["point_amount"] = "0.00";
        if (trade.WasPaid)
        {
            fields["fund_bill_list"] = new JsonArray(new JsonObject { ["amount"] = total, ["fund_channel"] = "ALIPAYACCOUNT" });
        }

        return fields;
    }
}
