using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.trade.precreate</c>: a QR code to show. There is no trade until a buyer scans it.</summary>
internal sealed class PrecreateMethod(AlipayTermsReader reader, AlipayCashier cashier) : IAlipayMethod
{
    /// <summary>What the code's address starts with, as real ones do.</summary>
    public const string Address = "https://qr.alipay.com/bax";

    public string Name => "alipay.trade.precreate";

    public string Operation => "prepay";

    public AlipayAnswer Run(AlipayCall call)
    {
        var trade = cashier.Register(reader.Read(call, AlipayProduct.Precreate), call.Now);
        return AlipayAnswer.Success(new() { ["out_trade_no"] = trade.OutTradeNo, ["qr_code"] = Address + trade.Code });
    }
}
