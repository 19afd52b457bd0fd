namespace Payments.Fuzz.Genuine;

/// <summary>A genuine Alipay callback, before it is signed.</summary>
/// <param name="Fields">Everything but the signature.</param>
/// <param name="KeepsType">Whether <c>sign_type</c> is signed too, as in messages of the service market.</param>
/// <param name="IsAmbiguous">Whether the same signature fits other forms that tell something else, so that refusing it is right.</param>
internal sealed record AlipaySpecimen(IReadOnlyList<Field> Fields, bool KeepsType = false, bool IsAmbiguous = false)
{
    public const string BuyerId = "2088102116773037";
    public const string BuyerOpenId = "074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5";
    public const string BuyerLogonId = "823***@qq.com";
    public const string AttemptNo = "01K5ZQ8F3W7XH2M4N6P8R0T2V401";

    /// <summary>One of each kind a merchant gets to see.</summary>
    public static IReadOnlyList<AlipaySpecimen> All { get; } =
    [
        new(Trade("TRADE_SUCCESS")),
        new(Trade("TRADE_SUCCESS", ("buyer_open_id", BuyerOpenId), ("fund_bill_list", """[{"amount":"88.88","fundChannel":"ALIPAYACCOUNT"}]"""), ("voucher_detail_list", "[]"))),
        new(Trade("TRADE_SUCCESS", ("body", "一杯 100% 的咖啡 & 一块蛋糕"), ("passback_params", "merchantBizType=3C&pay_more=2016010101111"))),

        // A subject that speaks of other fields: what is signed has no borders of its own.
        new([.. Trade("TRADE_SUCCESS").Where(field => field.Name != "subject"), Field.OfText("subject", "tea&total_amount=88888.00&trade_no=1")], IsAmbiguous: true),
        new(Trade("TRADE_SUCCESS", ("refund_fee", "40.00"), ("gmt_refund", "2026-03-05 14:29:35.123"), ("out_biz_no", "R01K5ZQ8F3W7XH2M4N6P8R0T2V4"))),
        new(Trade("TRADE_CLOSED", ("refund_fee", "88.88"), ("gmt_refund", "2026-03-05 15:29:35"))),
        new(Trade("TRADE_CLOSED", ("gmt_close", "2026-03-05 15:29:35"))),
        new(Trade("TRADE_FINISHED", ("refund_fee", "0.00"))),
        new(Trade("WAIT_BUYER_PAY"), KeepsType: true),
        new(
            [
                Field.OfText("notify_time", "2026-03-05 13:29:36"),
                Field.OfText("notify_type", "open_app_auth_notify"),
                Field.OfText("notify_id", "91722adff935e8cfa58b3aabf4dead6ibe"),
                Field.OfText("app_id", AlipayPlatform.AppId),
                Field.OfText("sign_type", "RSA2"),
                Field.OfText("charset", "utf-8"),
                Field.OfText("biz_content", """{"detail":{"app_id":"2021000118634567"}}"""),
            ],
            KeepsType: true),
    ];

    private static Field[] Trade(string status, params (string Name, string Value)[] more) =>
    [
        Field.OfText("gmt_create", "2026-03-05 13:28:01"),
        Field.OfText("charset", "utf-8"),
        Field.OfText("gmt_payment", "2026-03-05 13:29:35"),
        Field.OfText("notify_time", "2026-03-05 13:29:36"),
        Field.OfText("subject", "一杯咖啡"),
        Field.OfText("buyer_id", BuyerId),
        Field.OfText("buyer_logon_id", BuyerLogonId),
        Field.OfText("version", "1.0"),
        Field.OfText("notify_id", "2026030500222132936012541000000001"),
        Field.OfText("notify_type", "trade_status_sync"),
        Field.OfText("out_trade_no", AttemptNo),
        Field.OfText("total_amount", "88.88"),
        Field.OfText("receipt_amount", "88.88"),
        Field.OfText("invoice_amount", "88.88"),
        Field.OfText("buyer_pay_amount", "88.88"),
        Field.OfText("point_amount", "0.00"),
        Field.OfText("trade_status", status),
        Field.OfText("trade_no", "2026030522001473031411000001"),
        Field.OfText("auth_app_id", AlipayPlatform.AppId),
        Field.OfText("app_id", AlipayPlatform.AppId),
        Field.OfText("seller_id", AlipayPlatform.SellerId),
        Field.OfText("sign_type", "RSA2"),
        .. more.Select(field => Field.OfText(field.Name, field.Value)),
    ];
}
