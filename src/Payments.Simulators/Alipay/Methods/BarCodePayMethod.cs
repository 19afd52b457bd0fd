using System.Globalization;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Methods;

/// <summary>
/// <c>alipay.trade.pay</c> with a scanned bar code: paid at once, unless the code's last six digits (or a scenario) say otherwise.
/// </summary>
/// <remarks>
/// <c>000001</c>: not enough money. <c>000002</c>: the code is no longer valid. <c>000003</c>: the buyer must confirm
/// (10003), <c>POST /_sim/pay</c> confirms. <c>000004</c>: 20000, nothing was charged. <c>000005</c>: 20000, and charged.
/// </remarks>
internal sealed class BarCodePayMethod(AlipayTermsReader reader, AlipayCashier cashier, ScenarioQueue scenarios) : IAlipayMethod
{
    private const int FaceTokenLength = 35;

    public string Name => "alipay.trade.pay";

    public string Operation => "pay";

    public AlipayAnswer Run(AlipayCall call)
    {
        var code = AuthCode(call);
        if (call.Biz.Text("scene", 32) is not (null or "bar_code" or "security_code")) throw call.Biz.Invalid("scene");
        var terms = reader.Read(call, AlipayProduct.BarCode);
        var scenario = scenarios.TakeOutcome(
            AlipaySimulator.ChannelName, terms.OutTradeNo, ScenarioKind.UserPaying, ScenarioKind.PayError);
        var wish = scenario?.Kind switch
        {
            ScenarioKind.UserPaying => "000003",
            ScenarioKind.PayError => "000001",
            _ => code[^6..],
        };
        if (wish == "000001" && scenario?.Code is { } subCode) return AlipayAnswer.ForSubCode(subCode, scenario.Message ?? "支付失败");
        if (Refusal(wish) is { } refusal) return refusal;

        var trade = cashier.Register(terms, call.Now);
        cashier.Open(trade, buyerId: null, call.Now);
        if (wish == "000003") return AlipayAnswer.Waiting(AlipayTradeFields.Payment(trade));
        if (!cashier.Pay(trade, buyerId: null, call.Now)) return AlipayAnswer.Refused("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
        return wish == "000005" ? AlipayAnswer.Unavailable() : AlipayAnswer.Success(AlipayTradeFields.Payment(trade));
    }

    private static AlipayAnswer? Refusal(string wish) => wish switch
    {
        "000001" => AlipayAnswer.Refused("ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足"),
        "000002" => AlipayAnswer.Refused("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付授权码无效"),
        "000004" => AlipayAnswer.Unavailable(),
        _ => null,
    };

    private static string AuthCode(AlipayCall call)
    {
        var code = call.Biz.Required("auth_code", 64);
        if (code.Length == FaceTokenLength && code.StartsWith("fp", StringComparison.Ordinal)) return code;
        var isBarCode = code.Length is >= 16 and <= 24
            && code.All(char.IsAsciiDigit)
            && int.Parse(code.AsSpan(0, 2), CultureInfo.InvariantCulture) is >= 25 and <= 30;
        return isBarCode ? code : throw AlipayRefusalException.Business("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付授权码无效");
    }
}
