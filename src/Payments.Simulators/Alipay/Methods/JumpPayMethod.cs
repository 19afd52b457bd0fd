using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.trade.page.pay</c>, <c>alipay.trade.wap.pay</c> and <c>alipay.trade.app.pay</c>: takes the order and lets the payer open it.</summary>
internal sealed class JumpPayMethod(string name, AlipayProduct product, AlipayTermsReader reader, AlipayCashier cashier) : IAlipayMethod
{
    /// <summary>The member that names the payer page's code; it never reaches a merchant.</summary>
    public const string PayerCode = "payer_code";

    private const string PageProduct = "FAST_INSTANT_TRADE_PAY";

    public string Name => name;

    public string Operation => "prepay";

    public bool OpensPage => true;

    public AlipayAnswer Run(AlipayCall call)
    {
        var productCode = call.Biz.Text("product_code", 64);
        if (product == AlipayProduct.Page && productCode != PageProduct) throw call.Biz.Invalid("product_code");
        var trade = cashier.Register(reader.Read(call, product), call.Now);
        return AlipayAnswer.Success(new() { ["out_trade_no"] = trade.OutTradeNo, [PayerCode] = trade.Code });
    }
}
