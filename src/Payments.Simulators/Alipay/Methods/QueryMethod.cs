using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.trade.query</c>.</summary>
internal sealed class QueryMethod(AlipayTradeFinder finder) : IAlipayMethod
{
    public string Name => "alipay.trade.query";

    public string Operation => "query";

    public AlipayAnswer Run(AlipayCall call) => finder.Find(call) is { } trade
        ? AlipayAnswer.Success(AlipayTradeFields.Query(trade))
        : AlipayAnswer.Refused("ACQ.TRADE_NOT_EXIST", "交易不存在", AlipayTradeFields.Absent(call.Biz.Text("out_trade_no", 64)));
}
