using Microsoft.AspNetCore.Http;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>POST <c>/v3/pay[/partner]/transactions/codepay</c>: the shop scans the payer's code; the answer is the result, no notice follows.</summary>
internal sealed class CodepayOperation(SimulatorOptions options, WeChatBook book, FieldCheck fields, ScenarioQueue scenarios)
{
    public WeChatAnswer Run(WeChatCall call, bool isPartner)
    {
        if (fields.Check(call.Body, PrepayFields.Codepay(isPartner)) is { } refusal)
        {
            return refusal;
        }

        var (party, notOurs) = PartyCheck.FromBody(call, isPartner, options.WeChat);
        if (party is null)
        {
            return notOurs!;
        }

        var code = call.Text("payer", "auth_code")!;
        if (code.Length != 18 || !code.All(char.IsAsciiDigit) || code[0] != '1' || code[1] > '5')
        {
            return WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, "AUTH_CODE_INVALID", "付款码无效，请扫描微信支付付款码");
        }

        var number = call.Text("out_trade_no")!;
        var fingerprint = call.Fingerprint();
        lock (book.Gate)
        {
            if (book.IsBurnt(party.Merchant.MchId, number))
            {
                return OrderRefusals.OtherParameters();
            }

            if (book.Find(party.Merchant.MchId, number) is { } known)
            {
                return Repeat(known, fingerprint);
            }

            var order = Create(call, party, number, fingerprint);
            book.Add(order);
            return Charge(order, call);
        }
    }

    private WeChatAnswer Repeat(WeChatOrder order, string fingerprint) => order switch
    {
        { IsCodepay: false } => WeChatAnswer.Refuse(StatusCodes.Status403Forbidden, "OUT_TRADE_NO_USED", "商户订单号重复"),
        { IsPaid: true } => OrderRefusals.Paid(options.WeChat),
        { State: TradeState.Revoked } => OrderRefusals.Closed(options.WeChat),
        _ when order.Fingerprint != fingerprint => OrderRefusals.OtherParameters(),
        { State: TradeState.UserPaying } => UserPaying(),
        _ => PayError(),
    };

    private WeChatAnswer Charge(WeChatOrder order, WeChatCall call)
    {
        switch (scenarios.TakeOutcome(WeChatSimulator.ChannelName, order.OutTradeNo, ScenarioKind.UserPaying, ScenarioKind.PayError)?.Kind)
        {
            case ScenarioKind.UserPaying:
                order.State = TradeState.UserPaying;
                return UserPaying();
            case ScenarioKind.PayError:
                order.State = TradeState.PayError;
                return PayError();
            default:
                book.Pay(order, WeChatNumbers.TransactionId(call.Now), call.Now);
                return WeChatAnswer.Ok(OrderJson.Write(order));
        }
    }

    private static WeChatOrder Create(WeChatCall call, OrderParty party, string number, string fingerprint) => new()
    {
        Party = party,
        OutTradeNo = number,
        TradeType = "MICROPAY",
        Description = call.Text("description")!,
        Total = call.Number("amount", "total")!.Value,
        Attach = call.Text("attach"),
        DeviceId = call.Text("scene_info", "device_id"),
        AskedSerial = call.Request.Header("Wechatpay-Serial"),
        Fingerprint = fingerprint,
        CreatedAt = call.Now,
        Deadline = call.Now.AddDays(1),
        CodeValidUntil = call.Now.AddDays(1),
        OpenId = WeChatSimulator.DefaultPayer,
    };

    private static WeChatAnswer UserPaying() => WeChatAnswer.Refuse(StatusCodes.Status202Accepted, "USERPAYING", "用户支付中，需要输入密码");

    private static WeChatAnswer PayError() => WeChatAnswer.Refuse(StatusCodes.Status403Forbidden, "NOT_ENOUGH", "用户账户余额不足，请用户换卡支付或更换支付方式");
}
