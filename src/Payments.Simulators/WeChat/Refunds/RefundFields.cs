using Payments.Simulators.WeChat.Protocol;
using static Payments.Simulators.WeChat.Protocol.Field;

namespace Payments.Simulators.WeChat.Refunds;

/// <summary>Fields of the refund requests.</summary>
internal static class RefundFields
{
    public static Field[] Create { get; } =
    [
        Text("sub_mchid", "子商户号", 32),
        Text("transaction_id", "微信支付订单号", 32),
        Text("out_trade_no", "商户订单号", 32, min: 6),
        Text("out_refund_no", "商户退款单号", 64).Required with { Symbols = "_-|*@" },
        Text("reason", "退款原因", 80, min: 0),
        Text("notify_url", "退款结果回调url", 256, min: 8),
        OneOf("funds_account", "退款资金来源", "AVAILABLE", "UNSETTLED"),
        Object("amount", "金额信息",
            Number("refund", "退款金额", 1).Required,
            Number("total", "原订单金额", 1).Required,
            Text("currency", "退款币种", 16).Required,
            List("from", "退款出资账户及金额", 8,
                OneOf("account", "出资账户类型", "AVAILABLE", "UNAVAILABLE").Required,
                Number("amount", "出资金额", 0).Required)).Required,
        List("goods_detail", "退款商品", 6000,
            Text("merchant_goods_id", "商户侧商品编码", 32).Required,
            Text("wechatpay_goods_id", "微信支付商品编码", 32),
            Text("goods_name", "商品名称", 256),
            Number("unit_price", "商品单价", 0).Required,
            Number("refund_amount", "商品退款金额", 0).Required,
            Number("refund_quantity", "商品退货数量", 1).Required),
    ];

    public static Field[] ApplyAbnormal { get; } =
    [
        Text("sub_mchid", "子商户号", 32),
        Text("out_refund_no", "商户退款单号", 64).Required,
        OneOf("type", "异常退款处理方式", "USER_BANK_CARD", "MERCHANT_BANK_CARD").Required,
        Text("bank_type", "开户银行", 16),
        Text("bank_account", "收款银行卡号", 1024),
        Text("real_name", "收款用户姓名", 1024),
    ];
}
