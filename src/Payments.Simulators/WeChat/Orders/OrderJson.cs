using System.Globalization;
using System.Text.Json.Nodes;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>The order as queries and notices show it.</summary>
internal static class OrderJson
{
    public static JsonObject Write(WeChatOrder order)
    {
        var json = new JsonObject();
        order.Party.Write(json);
        json["out_trade_no"] = order.OutTradeNo;
        if (order.TransactionId is null)
        {
            json["trade_state"] = Name(order.State);
            json["trade_state_desc"] = Describe(order.State);
            return json;
        }

        json["transaction_id"] = order.TransactionId;
        json["trade_type"] = order.TradeType;
        json["trade_state"] = Name(order.State);
        json["trade_state_desc"] = Describe(order.State);
        json["bank_type"] = "OTHERS";
        json["attach"] = order.Attach ?? "";
        json["success_time"] = WeChatTime.Rfc3339(order.PaidAt!.Value);
        json["payer"] = Payer(order);
        json["amount"] = new JsonObject
        {
            ["total"] = order.Total,
            ["payer_total"] = order.Total,
            ["currency"] = "CNY",
            ["payer_currency"] = "CNY",
        };
        if (order.DeviceId is not null)
        {
            json["scene_info"] = new JsonObject { ["device_id"] = order.DeviceId };
        }

        return json;
    }

    /// <summary>For the control API.</summary>
    public static JsonObject Summary(WeChatOrder order) => new()
    {
        ["channel"] = "wechat",
        ["outTradeNo"] = order.OutTradeNo,
        ["mchId"] = order.Party.Merchant.MchId,
        ["state"] = Name(order.State),
        ["status"] = order.IsPaid ? "paid" : Name(order.State).ToLowerInvariant(),
        ["tradeType"] = order.TradeType,
        ["transactionId"] = order.TransactionId,
        ["amount"] = order.Total,
        ["refunded"] = order.Refunded,
        ["currency"] = "CNY",
        ["createdAt"] = WeChatTime.Rfc3339(order.CreatedAt),
        ["paidAt"] = order.PaidAt is { } paidAt ? WeChatTime.Rfc3339(paidAt) : null,
        ["code"] = order.Code,
    };

    public static string Yuan(long fen) => string.Create(CultureInfo.InvariantCulture, $"{fen / 100m:0.00}");

    public static string Name(TradeState state) => state switch
    {
        TradeState.NotPay => "NOTPAY",
        TradeState.UserPaying => "USERPAYING",
        TradeState.PayError => "PAYERROR",
        TradeState.Success => "SUCCESS",
        TradeState.Refund => "REFUND",
        TradeState.Closed => "CLOSED",
        _ => "REVOKED",
    };

    private static string Describe(TradeState state) => state switch
    {
        TradeState.NotPay => "订单未支付",
        TradeState.UserPaying => "用户支付中，需要输入密码",
        TradeState.PayError => "支付失败，请撤销订单",
        TradeState.Success => "支付成功",
        TradeState.Refund => "订单发生过退款，退款详情请查询退款单",
        TradeState.Closed => "订单已关闭",
        _ => "订单已撤销",
    };

    private static JsonObject Payer(WeChatOrder order)
    {
        if (!order.Party.IsPartner)
        {
            return new JsonObject { ["openid"] = order.OpenId };
        }

        var payer = new JsonObject { ["sp_openid"] = order.OpenId };
        if (order.SubOpenId is not null)
        {
            payer["sub_openid"] = order.SubOpenId;
        }

        return payer;
    }
}
