using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.trade.close</c>: closes a trade that waits for its buyer. An order nobody opened cannot be closed, and may still be opened later.</summary>
internal sealed class CloseMethod(AlipayTradeFinder finder, AlipayCashier cashier) : IAlipayMethod
{
    public string Name => "alipay.trade.close";

    public string Operation => "close";

    public AlipayAnswer Run(AlipayCall call)
    {
        var trade = finder.Require(call);
        if (trade.Status != AlipayTradeStatus.WaitBuyerPay)
        {
            throw AlipayRefusalException.Business("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
        }

        cashier.Close(trade, call.Now);
        return AlipayAnswer.Success(AlipayTradeFields.Ids(trade));
    }
}
