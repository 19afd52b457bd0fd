using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Methods;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>Finds the trade a call names; where it names both numbers, <c>trade_no</c> wins.</summary>
internal sealed class AlipayTradeFinder(AlipayBook book)
{
    /// <summary>The trade, or <see langword="null"/> where no buyer has opened such an order.</summary>
    public AlipayTrade? Find(AlipayCall call)
    {
        var tradeNo = call.Biz.Text("trade_no", 64);
        var outTradeNo = call.Biz.Text("out_trade_no", 64);
        if (tradeNo is null && outTradeNo is null) throw call.Biz.Invalid("out_trade_no");
        var trade = tradeNo is null
            ? book.Find(call.Merchant.SellerId, outTradeNo!)
            : book.FindByTradeNo(call.Merchant.SellerId, tradeNo);
        return trade is { Exists: true } ? trade : null;
    }

    public AlipayTrade Require(AlipayCall call) =>
        Find(call) ?? throw AlipayRefusalException.Business("ACQ.TRADE_NOT_EXIST", "交易不存在");
}
