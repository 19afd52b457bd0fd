using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Transfers;

/// <summary>
/// <c>alipay.fund.trans.uni.transfer</c>. A payee whose identity contains <c>notexist</c> does not exist; one that
/// contains <c>dealing</c> leaves the transfer in <c>DEALING</c> until the control API settles it.
/// </summary>
internal sealed class TransferMethod(AlipayTransferBook book, AlipaySimulatorOptions options) : IAlipayMethod
{
    public const string InvalidParameter = "INVALID_PARAMETER";
    private const string Account = "TRANS_ACCOUNT_NO_PWD";
    private const string RedPacket = "STD_RED_PACKET";
    private const long SmallestToAccount = 10;

    public string Name => "alipay.fund.trans.uni.transfer";

    public string Operation => "transfer";

    public AlipayAnswer Run(AlipayCall call)
    {
        if (options.TransfersNeedCertificates && !call.Request.NamesCertificate)
        {
            return AlipayAnswer.Missing("isv.missing-app-cert-sn", "缺少应用公钥证书序列号：转账接口强制要求证书签名调用");
        }

        var biz = new AlipayBiz(call.Request.Content!, InvalidParameter);
        var outBizNo = biz.Required("out_biz_no", 64);
        var amount = biz.Amount("trans_amount", smallest: 1, AlipayAmount.Largest, "EXCEED_LIMIT_SM_AMOUNT");
        var productCode = biz.Required("product_code", 64);
        if (productCode is not (Account or RedPacket)) throw biz.Invalid("product_code");
        biz.Required("biz_scene", 64);
        var payee = biz.Object("payee_info") ?? throw biz.Invalid("payee_info");
        var identity = payee.Required("identity", 64);
        var identityType = payee.Required("identity_type", 64);

        if (book.Find(call.Merchant.SellerId, outBizNo) is { } earlier)
        {
            return earlier.Agrees(amount, identity, productCode)
                ? AlipayAnswer.Success(earlier.ToJson())
                : AlipayAnswer.Refused("PAYMENT_INFO_INCONSISTENCY", "两次请求商户单号一样，但是参数不一致");
        }

        Refuse(amount, productCode, identity, identityType, payee);
        var transfer = book.Add(call.Merchant.SellerId, outBizNo, amount, identity, productCode, call.Now);
        if (identity.Contains("dealing", StringComparison.OrdinalIgnoreCase)) transfer.Status = AlipayTransfer.Dealing;
        return AlipayAnswer.Success(transfer.ToJson());
    }

    private void Refuse(long amount, string productCode, string identity, string identityType, AlipayBiz payee)
    {
        if (productCode == Account && amount < SmallestToAccount)
        {
            throw AlipayRefusalException.Business("EXCEED_LIMIT_SM_MIN_AMOUNT", "单笔最低转账金额0.1元");
        }

        if (identityType == "ALIPAY_LOGON_ID" && payee.Text("name", 128) is null) throw payee.Invalid("payee_info.name");
        if (identity.Contains("notexist", StringComparison.OrdinalIgnoreCase))
        {
            throw AlipayRefusalException.Business("PAYEE_NOT_EXIST", "收款账号不存在");
        }

        if (amount > book.BalanceFen) throw AlipayRefusalException.Business("PAYER_BALANCE_NOT_ENOUGH", "付款方余额不足");
        if (book.IsFull) throw AlipayRefusalException.Business("RESOURCE_LIMIT_EXCEED", "请求超过资源限制");
    }
}

/// <summary><c>alipay.fund.trans.common.query</c>.</summary>
internal sealed class TransferQueryMethod(AlipayTransferBook book) : IAlipayMethod
{
    public string Name => "alipay.fund.trans.common.query";

    public string Operation => "transferQuery";

    public AlipayAnswer Run(AlipayCall call)
    {
        var biz = new AlipayBiz(call.Request.Content!, TransferMethod.InvalidParameter);
        var orderId = biz.Text("order_id", 64) ?? biz.Text("pay_fund_order_id", 64);
        var transfer = orderId is null
            ? book.Find(call.Merchant.SellerId, biz.Required("out_biz_no", 64))
            : book.FindByOrderId(orderId);
        return transfer is null
            ? AlipayAnswer.Refused("ORDER_NOT_EXIST", "转账订单不存在")
            : AlipayAnswer.Success(transfer.ToJson());
    }
}
