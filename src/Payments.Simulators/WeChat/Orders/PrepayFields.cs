using Payments.Simulators.WeChat.Protocol;
using static Payments.Simulators.WeChat.Protocol.Field;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>Fields of the prepay and codepay requests (pay.weixin.qq.com, basic payment, "direct merchant" and "partner").</summary>
internal static class PrepayFields
{
    private const string NumberSymbols = "_-|*";

    private static readonly Field OutTradeNo = Text("out_trade_no", "商户订单号", 32, min: 6) with { Symbols = NumberSymbols };

    private static readonly Field Goods = List("goods_detail", "单品列表", 6000,
        Text("merchant_goods_id", "商户侧商品编码", 32).Required,
        Text("wechatpay_goods_id", "微信支付商品编码", 32),
        Text("goods_name", "商品名称", 256),
        Number("quantity", "商品数量", 1).Required,
        Number("unit_price", "商品单价", 0).Required);

    private static readonly Field Identity =
        Object("identity", "实名支付信息", Text("type", "证件类型", 32), Text("number", "证件号", 1024), Text("name", "姓名", 1024));

    private static readonly Field[] Shared =
    [
        Text("description", "商品描述", 127).Required,
        OutTradeNo.Required,
        Text("time_expire", "交易结束时间", 64),
        Text("attach", "商户数据包", 128, min: 0),
        Text("notify_url", "通知地址", 255).Required,
        Text("goods_tag", "订单优惠标记", 32, min: 0),
        Flag("support_fapiao", "电子发票入口开放标识"),
        Amount(),
        Object("detail", "优惠功能",
            Number("cost_price", "订单原价", 0),
            Text("invoice_id", "商品小票ID", 32),
            Goods),
        Object("settle_info", "结算信息", Flag("profit_sharing", "是否指定分账")),
        List("limit_pay", "指定支付方式", 16),
    ];

    private static readonly Field[] H5Info =
    [
        OneOf("type", "场景类型", "iOS", "Android", "Wap").Required,
        Text("app_name", "应用名称", 64),
        Text("app_url", "网站URL", 128),
        Text("bundle_id", "iOS平台BundleID", 128),
        Text("package_name", "Android平台PackageName", 128),
    ];

    private static readonly Field[] StoreInfo =
    [
        Text("id", "门店编号", 32).Required,
        Text("name", "门店名称", 256),
        Text("area_code", "地区编码", 32),
        Text("address", "详细地址", 512),
    ];

    /// <summary>For <c>JSAPI</c>, <c>APP</c>, <c>MWEB</c> or <c>NATIVE</c>.</summary>
    public static Field[] For(string tradeType, bool isPartner)
    {
        var payer = Object("payer", "支付者信息",
            isPartner
                ? [Text("sp_openid", "用户服务标识", 128), Text("sub_openid", "用户子标识", 128), Identity]
                : [tradeType == "JSAPI" ? Text("openid", "用户标识", 128).Required : Text("openid", "用户标识", 128), Identity]);
        var scene = Object("scene_info", "场景信息",
            Text("payer_client_ip", "用户终端IP", 45).Required,
            Text("device_id", "商户端设备号", 32),
            Object("store_info", "商户门店信息", StoreInfo),
            tradeType == "MWEB" ? Object("h5_info", "H5场景信息", H5Info).Required : Object("h5_info", "H5场景信息", H5Info));
        return
        [
            .. Parties(isPartner),
            .. Shared,
            tradeType == "JSAPI" ? payer.Required : payer,
            tradeType == "MWEB" ? scene.Required : scene,
        ];
    }

    public static Field[] Codepay(bool isPartner) =>
    [
        .. Parties(isPartner),
        .. Shared.Where(static f => f.Name is not ("notify_url" or "time_expire" or "limit_pay")),
        Object("payer", "支付者信息", Text("auth_code", "付款码", 32).Required).Required,
        Object("scene_info", "场景信息",
            Text("device_id", "商户端设备号", 32),
            Text("device_ip", "商户端设备IP", 45),
            Object("store_info", "商户门店信息", Text("id", "门店编号", 32), Text("out_id", "商家自定义编码", 256)).Required).Required,
    ];

    private static Field Amount() => Object("amount", "订单金额",
        Number("total", "总金额", 1).Required,
        Text("currency", "货币类型", 16)).Required;

    private static Field[] Parties(bool isPartner) => isPartner
        ?
        [
            Text("sp_appid", "服务商应用ID", 32).Required,
            Text("sp_mchid", "服务商户号", 32).Required,
            Text("sub_appid", "子商户应用ID", 32),
            Text("sub_mchid", "子商户号", 32).Required,
        ]
        : [Text("appid", "应用ID", 32).Required, Text("mchid", "直连商户号", 32).Required];
}
