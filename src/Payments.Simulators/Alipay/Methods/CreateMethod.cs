using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.trade.create</c>: a trade at once, for a buyer the merchant names.</summary>
internal sealed class CreateMethod(AlipayTermsReader reader, AlipayCashier cashier) : IAlipayMethod
{
    public string Name => "alipay.trade.create";

    public string Operation => "prepay";

    public AlipayAnswer Run(AlipayCall call)
    {
        var buyer = call.Biz.Text("buyer_id", 28) ?? call.Biz.Text("buyer_open_id", 128)
            ?? throw call.Biz.Invalid("buyer_id");
        if (buyer.Length < 6) throw AlipayRefusalException.Business("ACQ.BUYER_NOT_EXIST", "买家不存在");
        if (buyer == call.Merchant.SellerId) throw AlipayRefusalException.Business("ACQ.BUYER_SELLER_EQUAL", "买卖家不能相同");
        var trade = cashier.Register(reader.Read(call, AlipayProduct.Create, buyer), call.Now);
        cashier.Open(trade, buyer, call.Now);
        return AlipayAnswer.Success(AlipayTradeFields.Ids(trade));
    }
}
