using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>POST <c>/v3/pay[/partner]/transactions/{jsapi|app|h5|native}</c>.</summary>
internal sealed class PrepayOperation(SimulatorOptions options, WeChatBook book, FieldCheck fields)
{
    private static readonly TimeSpan PrepayLife = TimeSpan.FromHours(2);
    private static readonly TimeSpan H5Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PayWithin = TimeSpan.FromDays(7);

    public WeChatAnswer Run(WeChatCall call, string tradeType, bool isPartner)
    {
        if ((fields.Check(call.Body, PrepayFields.For(tradeType, isPartner)) ?? CheckMeaning(call, tradeType, isPartner)) is { } refusal)
        {
            return refusal;
        }

        var (party, notOurs) = PartyCheck.FromBody(call, isPartner, options.WeChat);
        if (party is null)
        {
            return notOurs!;
        }

        var fingerprint = call.Fingerprint();
        lock (book.Gate)
        {
            var order = book.Find(party.Merchant.MchId, call.Text("out_trade_no")!);
            if (order is null)
            {
                if (book.IsBurnt(party.Merchant.MchId, call.Text("out_trade_no")!))
                {
                    return OrderRefusals.OtherParameters();
                }

                book.Add(order = Create(call, tradeType, party, fingerprint));
            }
            else if (RefuseRepeat(order, tradeType, fingerprint, call.Now) is { } repeated)
            {
                return repeated;
            }

            return Credential(order, call);
        }
    }

    private WeChatAnswer? RefuseRepeat(WeChatOrder order, string tradeType, string fingerprint, DateTimeOffset now)
    {
        order.Settle(now);
        if (order.IsPaid || order.State is TradeState.Revoked)
        {
            return OrderRefusals.Paid(options.WeChat);
        }

        if (order.TradeType != tradeType)
        {
            return WeChatAnswer.Refuse(StatusCodes.Status403Forbidden, "OUT_TRADE_NO_USED", "商户订单号重复");
        }

        if (order.State is TradeState.Closed)
        {
            return OrderRefusals.Closed(options.WeChat);
        }

        return order.Fingerprint == fingerprint ? null : OrderRefusals.OtherParameters();
    }

    private static WeChatOrder Create(WeChatCall call, string tradeType, OrderParty party, string fingerprint)
    {
        var deadline = call.Now + PayWithin;
        if (call.Text("time_expire") is { } text && WeChatTime.TryParse(text, out var asked))
        {
            // Earlier than a minute from now is silently raised to it.
            var earliest = call.Now.AddMinutes(1);
            deadline = asked < earliest ? earliest : asked;
        }

        return new WeChatOrder
        {
            Party = party,
            OutTradeNo = call.Text("out_trade_no")!,
            TradeType = tradeType,
            Description = call.Text("description")!,
            Total = call.Number("amount", "total")!.Value,
            Attach = call.Text("attach"),
            DeviceId = call.Text("scene_info", "device_id"),
            NotifyUrl = call.Text("notify_url"),
            AskedSerial = call.Request.Header("Wechatpay-Serial"),
            Fingerprint = fingerprint,
            CreatedAt = call.Now,
            Deadline = deadline,
            OpenId = call.Text("payer", party.IsPartner ? "sp_openid" : "openid"),
            SubOpenId = call.Text("payer", "sub_openid"),
        };
    }

    private WeChatAnswer Credential(WeChatOrder order, WeChatCall call)
    {
        order.PrepayId = WeChatNumbers.PrepayId(call.Now);
        switch (order.TradeType)
        {
            case "NATIVE":
                book.Issue(order, WeChatNumbers.CodeUrl(), call.Now + PrepayLife);
                return WeChatAnswer.Ok(new JsonObject { ["code_url"] = order.Code });
            case "MWEB":
                book.Issue(order, order.PrepayId, call.Now + H5Life);
                var address = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{call.Request.BaseAddress}{WeChatSimulator.H5Path}?prepay_id={order.PrepayId}&package={WeChatNumbers.Random(10)}");
                return WeChatAnswer.Ok(new JsonObject { ["h5_url"] = address });
            default:
                book.Issue(order, order.PrepayId, call.Now + PrepayLife);
                return WeChatAnswer.Ok(new JsonObject { ["prepay_id"] = order.PrepayId });
        }
    }

    private static WeChatAnswer? CheckMeaning(WeChatCall call, string tradeType, bool isPartner)
    {
        if (call.Text("amount", "currency") is { } currency && currency != "CNY")
        {
            return WeChatAnswer.BadParameter("/amount/currency", currency, "Currency code is invalid", message: "参数错误");
        }

        if (call.Text("time_expire") is { } expire && !WeChatTime.TryParse(expire, out _))
        {
            return WeChatAnswer.BadParameter("/time_expire", expire, "时间格式错误，应为yyyy-MM-DDTHH:mm:ss+TIMEZONE", message: "参数错误");
        }

        if (isPartner && tradeType == "JSAPI" && (call.Text("payer", "sp_openid") is null) == (call.Text("payer", "sub_openid") is null))
        {
            return WeChatAnswer.BadParameter("/payer", null, "sp_openid和sub_openid需要传且只能传一个", message: "参数错误");
        }

        if (isPartner && call.Text("payer", "sub_openid") is not null && call.Text("sub_appid") is null)
        {
            return WeChatAnswer.BadParameter("/sub_appid", null, "传sub_openid时，sub_appid必填", message: "参数错误");
        }

        return OrderRefusals.NotifyUrl(call.Text("notify_url"));
    }
}
