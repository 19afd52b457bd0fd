using System.Text;

namespace Payments.Recon.Bills;

/// <summary>The forms that are known without a mapping.</summary>
internal static class BillLayouts
{
    private const int Gbk = 936;

    public static IReadOnlyList<string> Names { get; } =
        ["wechat.all", "wechat.success", "wechat.refund", "wechat.trades", "wechat.fundflow", "alipay.trades", "alipay.account"];

    public static BillLayout Ours { get; } = new()
    {
        Name = "ours",
        Columns = new Dictionary<BillColumn, string[]>
        {
            [BillColumn.OrderNo] = ["orderNo"],
            [BillColumn.Attempt] = ["attemptNo"],
            [BillColumn.Transaction] = ["channelTransactionId"],
            [BillColumn.Kind] = ["kind"],
            [BillColumn.Amount] = ["amountMinor"],
            [BillColumn.Currency] = ["currency"],
            [BillColumn.Status] = ["status"],
            [BillColumn.Time] = ["occurredAt"],
            [BillColumn.Fee] = ["feeMinor"],
        },
        Needed = [BillColumn.Attempt, BillColumn.Kind, BillColumn.Amount, BillColumn.Currency, BillColumn.Status, BillColumn.Time],
        Kinds = [Utf8("payment", LineKind.Payment), Utf8("refund", LineKind.Refund)],
        Statuses = [Utf8("succeeded", LineStatus.Succeeded), Utf8("closed", LineStatus.NotMoved), Utf8("failed", LineStatus.NotMoved), Utf8("pending", LineStatus.Pending)],
        MinorUnits = true,
        SignedRefunds = true,
        RefundsHaveOwnTransaction = true,
    };

    public static BillLayout? Find(string name) => name switch
    {
        "wechat.all" or "wechat.trades" => WeChatTrades(name, payments: true, refunds: true),
        "wechat.success" => WeChatTrades(name, payments: true, refunds: false),
        "wechat.refund" => WeChatTrades(name, payments: false, refunds: true),
        "wechat.fundflow" => WeChatFundFlow(),
        "alipay.trades" => AlipayTrades(),
        "alipay.account" => AlipayAccount(),
        _ => null,
    };

    private static BillLayout WeChatTrades(string name, bool payments, bool refunds) => new()
    {
        Name = name,
        Columns = new Dictionary<BillColumn, string[]>
        {
            [BillColumn.Time] = ["交易时间"],
            [BillColumn.Transaction] = ["微信订单号"],
            [BillColumn.Attempt] = ["商户订单号"],
            [BillColumn.OrderNo] = ["商户订单号"],
            [BillColumn.Kind] = ["交易状态"],
            [BillColumn.Currency] = ["货币种类"],
            [BillColumn.Amount] = ["订单金额", "总金额", "应结订单金额"],
            [BillColumn.Settled] = ["应结订单金额"],
            [BillColumn.Coupon] = ["代金券金额"],
            [BillColumn.RefundTransaction] = ["微信退款单号"],
            [BillColumn.RefundNo] = ["商户退款单号"],
            [BillColumn.RefundAmount] = ["申请退款金额", "退款金额"],
            [BillColumn.RefundSettled] = ["退款金额"],
            [BillColumn.Status] = ["退款状态"],
            [BillColumn.Fee] = ["手续费"],
        },
        Needed =
        [
            BillColumn.Time, BillColumn.Transaction, BillColumn.Attempt, BillColumn.Kind, BillColumn.Currency,
            .. payments ? [BillColumn.Amount] : Array.Empty<BillColumn>(),
            .. refunds ? [BillColumn.RefundNo, BillColumn.RefundAmount, BillColumn.Status] : Array.Empty<BillColumn>(),
        ],
        Kinds = [Utf8("SUCCESS", LineKind.Payment), Utf8("REFUND", LineKind.Refund), Utf8("REVOKED", LineKind.Refund)],
        Statuses =
        [
            Utf8("SUCCESS", LineStatus.Succeeded), Utf8("PROCESSING", LineStatus.InProgress), Utf8("CHANGE", LineStatus.InProgress),
            Utf8("FAIL", LineStatus.NotMoved), Utf8("FAILED", LineStatus.NotMoved), Utf8("CLOSED", LineStatus.NotMoved), Utf8("REFUNDCLOSE", LineStatus.NotMoved),
            Utf8("", LineStatus.Succeeded),
        ],
        StatusIsOfRefundsOnly = true,
        ChecksSettled = true,
        Summary = SummaryForm.LastTwoLines,
        CoversPayments = payments,
        CoversRefunds = refunds,
        ZeroIsNoNumber = true,
        RefundsHaveOwnTransaction = true,
    };

    // Payments and refunds by the channel's business number; fees are lines of their own and are set aside.
    private static BillLayout WeChatFundFlow() => new()
    {
        Name = "wechat.fundflow",
        Columns = new Dictionary<BillColumn, string[]>
        {
            [BillColumn.Time] = ["记账时间"],
            [BillColumn.Transaction] = ["微信支付业务单号"],
            [BillColumn.Kind] = ["业务类型"],
            [BillColumn.Amount] = ["收支金额(元)"],
            [BillColumn.RefundNo] = ["业务凭证号"],
        },
        Needed = [BillColumn.Time, BillColumn.Transaction, BillColumn.Kind, BillColumn.Amount],
        Kinds = [Utf8("交易", LineKind.Payment), Utf8("退款", LineKind.Refund)],
        SetsOtherKindsAside = true,
        Summary = SummaryForm.LastTwoLines,
        RefundsHaveOwnTransaction = true,
    };

    private static BillLayout AlipayTrades()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(Gbk)!;
        return new BillLayout
        {
            Name = "alipay.trades",
            Encoding = gbk,
            Columns = new Dictionary<BillColumn, string[]>
            {
                [BillColumn.Transaction] = ["支付宝交易号"],
                [BillColumn.Attempt] = ["商户订单号"],
                [BillColumn.OrderNo] = ["商户订单号"],
                [BillColumn.Kind] = ["业务类型"],
                [BillColumn.Time] = ["完成时间"],
                [BillColumn.Amount] = ["订单金额(元)"],
                [BillColumn.Settled] = ["商家实收(元)"],
                [BillColumn.RefundNo] = ["退款批次号/请求号"],
                [BillColumn.Fee] = ["服务费(元)"],
            },
            Needed = [BillColumn.Transaction, BillColumn.Attempt, BillColumn.Kind, BillColumn.Time, BillColumn.Amount, BillColumn.RefundNo],
            Kinds = [.. Both("交易", LineKind.Payment), .. Both("退款", LineKind.Refund)],
            SignedRefunds = true,
            FeesBelowZero = true,
            SummaryOfSettled = true,
            HasComments = true,
            Summary = SummaryForm.Comments,
        };

        // The channel writes GBK; a file that was converted is read too.
        Literal<LineKind>[] Both(string text, LineKind kind) => [new(gbk.GetBytes(text), kind), Utf8(text, kind)];
    }

    private static BillLayout AlipayAccount()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(Gbk)!;
        return new BillLayout
        {
            Name = "alipay.account",
            Encoding = gbk,
            Columns = new Dictionary<BillColumn, string[]>
            {
                [BillColumn.Transaction] = ["业务流水号"],
                [BillColumn.Attempt] = ["商户订单号"],
                [BillColumn.OrderNo] = ["商户订单号"],
                [BillColumn.Kind] = ["业务类型"],
                [BillColumn.Time] = ["发生时间"],
                [BillColumn.Amount] = ["收入金额(+元)"],
                [BillColumn.RefundAmount] = ["支出金额(-元)"],
            },
            Needed = [BillColumn.Attempt, BillColumn.Kind, BillColumn.Time, BillColumn.Amount, BillColumn.RefundAmount],
            Kinds =
            [
                new(gbk.GetBytes("在线支付"), LineKind.Payment), new(gbk.GetBytes("交易付款"), LineKind.Payment), new(gbk.GetBytes("交易退款"), LineKind.Refund),
                Utf8("在线支付", LineKind.Payment), Utf8("交易付款", LineKind.Payment), Utf8("交易退款", LineKind.Refund),
            ],
            SetsOtherKindsAside = true,
            SignedRefunds = true,
            HasComments = true,
            Summary = SummaryForm.None,
        };
    }

    private static Literal<T> Utf8<T>(string text, T meaning)
        where T : struct => new(Encoding.UTF8.GetBytes(text), meaning);
}
