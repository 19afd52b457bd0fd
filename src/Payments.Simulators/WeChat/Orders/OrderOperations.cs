using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>Query, close and reverse.</summary>
internal sealed class OrderOperations(SimulatorOptions options, WeChatBook book, FieldCheck fields)
{
    private static readonly Field[] Close = [Field.Text("mchid", "直连商户号", 32).Required];

    private static readonly Field[] PartnerClose =
        [Field.Text("sp_mchid", "服务商户号", 32).Required, Field.Text("sub_mchid", "子商户号", 32).Required];

    private static readonly Field[] Reverse =
        [Field.Text("appid", "应用ID", 32).Required, Field.Text("mchid", "直连商户号", 32).Required];

    private static readonly Field[] PartnerReverse =
    [
        Field.Text("sp_appid", "服务商应用ID", 32).Required, Field.Text("sp_mchid", "服务商户号", 32).Required,
        Field.Text("sub_appid", "子商户应用ID", 32), Field.Text("sub_mchid", "子商户号", 32).Required,
    ];

    public WeChatAnswer QueryByNumber(WeChatCall call, bool isPartner) =>
        Query(call, isPartner, mchId => book.Find(mchId, call.Request.RouteValue("no") ?? ""));

    public WeChatAnswer QueryByTransaction(WeChatCall call, bool isPartner) =>
        Query(call, isPartner, mchId => book.FindByTransaction(call.Request.RouteValue("no") ?? "") is { } order && order.Party.Merchant.MchId == mchId ? order : null);

    public WeChatAnswer CloseOrder(WeChatCall call, bool isPartner)
    {
        if (fields.Check(call.Body, isPartner ? PartnerClose : Close) is { } refusal)
        {
            return refusal;
        }

        var (party, notOurs) = PartyCheck.FromBody(call, isPartner, options.WeChat);
        if (party is null)
        {
            return notOurs!;
        }

        var number = call.Request.RouteValue("no") ?? "";
        lock (book.Gate)
        {
            if (Visible(book.Find(party.Merchant.MchId, number), party) is not { } order)
            {
                if (options.WeChat.CloseBurnsUnknownNumbers)
                {
                    book.Burn(party.Merchant.MchId, number);
                }

                return WeChatAnswer.NoContent;
            }

            order.Settle(call.Now);
            if (order.IsCodepay)
            {
                return WeChatAnswer.Invalid("付款码支付订单不支持关单，请调用撤销接口", 268_449_641);
            }

            if (order.IsPaid)
            {
                return OrderRefusals.Paid(options.WeChat);
            }

            order.State = TradeState.Closed;
            return WeChatAnswer.NoContent;
        }
    }

    /// <summary>Codepay only: gives the money back if it was paid, else closes. Repeating it changes nothing.</summary>
    public WeChatAnswer ReverseOrder(WeChatCall call, bool isPartner)
    {
        if (fields.Check(call.Body, isPartner ? PartnerReverse : Reverse) is { } refusal)
        {
            return refusal;
        }

        var (party, notOurs) = PartyCheck.FromBody(call, isPartner, options.WeChat);
        if (party is null)
        {
            return notOurs!;
        }

        lock (book.Gate)
        {
            if (Visible(book.Find(party.Merchant.MchId, call.Request.RouteValue("no") ?? ""), party) is not { } order)
            {
                return OrderRefusals.Absent(options.WeChat);
            }

            if (!order.IsCodepay)
            {
                return WeChatAnswer.Invalid("非付款码支付订单不支持撤销");
            }

            if (order.State is TradeState.Refund)
            {
                return WeChatAnswer.Refuse(StatusCodes.Status403Forbidden, "TRADE_ERROR", "订单已发生退款，不能撤销");
            }

            if (order.State is not TradeState.Revoked)
            {
                order.State = TradeState.Revoked;
                order.RevokedAt = call.Now;
            }

            var answer = new JsonObject();
            party.Write(answer);
            answer["out_trade_no"] = order.OutTradeNo;
            return WeChatAnswer.Ok(answer);
        }
    }

    private WeChatAnswer Query(WeChatCall call, bool isPartner, Func<string, WeChatOrder?> find)
    {
        if (PartyCheck.CheckQuery(call, isPartner, options.WeChat) is { } refusal)
        {
            return refusal;
        }

        lock (book.Gate)
        {
            var sub = isPartner ? call.Request.Query("sub_mchid") : null;
            if (find(call.Merchant.MchId) is not { } order || order.Party.SubMchId != sub)
            {
                return OrderRefusals.Absent(options.WeChat);
            }

            order.Settle(call.Now);
            return WeChatAnswer.Ok(OrderJson.Write(order));
        }
    }

    private static WeChatOrder? Visible(WeChatOrder? order, OrderParty party) => order?.Party.SubMchId == party.SubMchId ? order : null;
}
