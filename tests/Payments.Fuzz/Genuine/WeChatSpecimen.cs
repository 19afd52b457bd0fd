using System.Text;

namespace Payments.Fuzz.Genuine;

/// <summary>A genuine WeChat Pay callback, before it is sealed and signed.</summary>
internal sealed record WeChatSpecimen(string Id, string EventType, string Plaintext)
{
    public const string OpenId = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
    public const string AttemptNo = "01K5ZQ8F3W7XH2M4N6P8R0T2V401";

    public string ResourceType { get; init; } = "transaction";

    public string Nonce { get; init; } = "fdasflkja484";

    public string AssociatedData { get; init; } = "transaction";

    /// <summary>Whether the body has line feeds, so that the border between nonce and body can be moved.</summary>
    public bool IsIndented { get; init; }

    public string EnvelopeOf(string ciphertext)
    {
        var text = $$$"""
            {"id":"{{{Id}}}","create_time":"2026-03-05T13:29:35+08:00","resource_type":"encrypt-resource","event_type":"{{{EventType}}}","summary":"支付成功","resource":{"original_type":"{{{ResourceType}}}","algorithm":"AEAD_AES_256_GCM","ciphertext":"{{{ciphertext}}}","associated_data":"{{{AssociatedData}}}","nonce":"{{{Nonce}}}"}}
            """;
        return IsIndented ? "\n" + text.Replace(",\"", ",\n  \"", StringComparison.Ordinal) + "\n" : text;
    }

    public byte[] BodyBy(WeChatPlatform platform) => Encoding.UTF8.GetBytes(EnvelopeOf(
        platform.Seal(Encoding.UTF8.GetBytes(Plaintext), Encoding.UTF8.GetBytes(Nonce), Encoding.UTF8.GetBytes(AssociatedData))));

    /// <summary>One of each kind a merchant gets to see.</summary>
    public static IReadOnlyList<WeChatSpecimen> All { get; } =
    [
        Paid("EV-2018022511223320873", Payment("SUCCESS", "\"amount\":{\"total\":100,\"payer_total\":100,\"currency\":\"CNY\",\"payer_currency\":\"CNY\"}")),
        Paid("8b33f79f-8869-5ae5-b41b-3c0b59f957d0", Payment(
            "SUCCESS",
            """
            "promotion_detail":[{"coupon_id":"109519","name":"单品惠-6","scope":"SINGLE","type":"CASH","amount":10,"stock_id":"931386","wechatpay_contribute":0,"merchant_contribute":10,"other_contribute":0,"currency":"CNY","goods_detail":[{"goods_id":"M1006","quantity":1,"unit_price":100,"discount_amount":1,"goods_remark":"商品备注信息"}]}],"scene_info":{"device_id":"013467007045764"},"amount":{"payer_total":90,"total":100,"currency":"CNY","payer_currency":"CNY"}
            """)),
        Paid("EV-2018022511223320874", Payment("REFUND", "\"amount\":{\"total\":9223372036854775807,\"payer_total\":1}")) with { AssociatedData = "", IsIndented = true },
        Paid("EV-2018022511223320875", Payment("CLOSED", "\"amount\":{\"total\":1,\"currency\":\"CNY\"}")),
        Refunded("EV-2018022511223320876", "REFUND.SUCCESS", "SUCCESS"),
        Refunded("EV-2018022511223320877", "REFUND.ABNORMAL", "ABNORMAL") with { IsIndented = true },
        Refunded("EV-2018022511223320878", "REFUND.CLOSED", "CLOSED"),
        new("EV-2018022511223320879", "MCHTRANSFER.BILL.FINISHED", """{"out_bill_no":"plfk2020042013","transfer_bill_no":"1330000071100999991182020050700019480001","state":"SUCCESS","mch_id":"1900009191","transfer_amount":2000,"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o","fail_reason":"","create_time":"2015-05-20T13:29:35+08:00"}""")
        {
            ResourceType = "mch_payment",
            AssociatedData = "mch_payment",
        },
    ];

    private static WeChatSpecimen Paid(string id, string plaintext) => new(id, "TRANSACTION.SUCCESS", plaintext);

    private static string Payment(string state, string more) =>
        $$$"""
        {"mchid":"{{{WeChatPlatform.MchId}}}","appid":"{{{WeChatPlatform.AppId}}}","out_trade_no":"{{{AttemptNo}}}","transaction_id":"4200001234202603050123456789","trade_type":"JSAPI","trade_state":"{{{state}}}","trade_state_desc":"支付成功","bank_type":"CMC","attach":"a \"b\" \\ \u4e2d","success_time":"2026-03-05T13:29:35+08:00","payer":{"openid":"{{{OpenId}}}"},{{{more}}}}
        """;

    private static WeChatSpecimen Refunded(string id, string eventType, string status) => new(
        id,
        eventType,
        $$$"""
        {"mchid":"{{{WeChatPlatform.MchId}}}","transaction_id":"4200001234202603050123456789","out_trade_no":"{{{AttemptNo}}}","refund_id":"50000000382019052709732678859","out_refund_no":"R01K5ZQ8F3W7XH2M4N6P8R0T2V4","refund_status":"{{{status}}}","success_time":"2026-03-05T14:29:35+08:00","user_received_account":"招商银行信用卡0403","amount":{"total":100,"refund":40,"payer_total":100,"payer_refund":40}}
        """)
    {
        ResourceType = "refund",
        AssociatedData = "refund",
        Nonce = "5c5b8a4a1d2e",
    };
}
