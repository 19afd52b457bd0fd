namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>Orders and events to answer with.</summary>
internal static class Sample
{
    public const string Body = """{"merchantOrderNo":"M-1","amount":{"currency":"CNY","minorUnits":8800},"method":"wechat.native","subject":"红茶 & tea"}""";

    public static OrderNo OrderNo { get; } = OrderNo.Create(At, 42, 7);

    private static DateTimeOffset At => new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    public static PaymentError Error(string code, TimeSpan? retryAfter = null) => new()
    {
        Code = code,
        Message = "It went so.",
        Remedy = "Do that.",
        ChannelCode = code == PaymentErrorCodes.ChannelRejected ? "PARAM_ERROR" : null,
        RetryAfter = retryAfter,
    };

    public static PaymentOrder Pending(OrderStatus status = OrderStatus.Pending, int lastEvent = 2) => new()
    {
        OrderNo = OrderNo,
        MerchantId = Merchants.Default,
        MerchantOrderNo = "M-1",
        Amount = Money.FromMinorUnits(8800, Currency.Cny),
        Subject = "红茶 & tea",
        Method = PaymentMethod.Parse("wechat.native"),
        Status = status,
        CreatedAt = At,
        ExpiresAt = At.AddMinutes(30),
        UpdatedAt = At,
        Version = 2,
        LastEventSequence = lastEvent,
        Attempts = [Attempt(AttemptStatus.AwaitingPayer)],
        ChargeRight = new ChargeRight(OrderNo.ToAttemptNo(1), 1),
    };

    public static PaymentOrder Paid(int lastEvent = 3) => Pending(OrderStatus.Paid, lastEvent) with
    {
        PaidAt = At.AddMinutes(1),
        PaidAttemptNo = OrderNo.ToAttemptNo(1),
        ChannelTransactionId = "4200001",
        Attempts = [Attempt(AttemptStatus.Succeeded) with { ChannelTransactionId = "4200001" }],
    };

    public static PaymentOrder Unanswered() => Pending() with
    {
        Attempts = [Attempt(AttemptStatus.Unknown) with { NextAction = null, Error = Error(PaymentErrorCodes.ChannelNoAnswer) }],
    };

    /// <summary>Paid on the second attempt, the first one too: one refund went back, one failed, and the extra payment is on its way.</summary>
    public static PaymentOrder PaidTwice() => Paid() with
    {
        Status = OrderStatus.PartiallyRefunded,
        PaidAttemptNo = OrderNo.ToAttemptNo(2),
        Attempts = [Attempt(AttemptStatus.Succeeded), Attempt(AttemptStatus.Succeeded, 2) with { ChannelAccount = "alipay-main", Method = PaymentMethod.Parse("alipay.page") }],
        Refunds =
        [
            Refund(1, 2, 1000, RefundStatus.Succeeded) with { SucceededAt = At.AddMinutes(2), ChannelRefundId = "5030001", Reason = "cold tea" },
            Refund(2, 2, 500, RefundStatus.Failed) with { Error = Error(PaymentErrorCodes.ChannelRejected) },
            Refund(3, 1, 8800, RefundStatus.Processing) with { Cause = RefundCause.ExtraPayment },
        ],
    };

    public static Refund Refund(int number = 1, int attempt = 1, long minorUnits = 1000, RefundStatus status = RefundStatus.Processing) => new()
    {
        RefundNo = OrderNo.ToRefundNo(number),
        MerchantRefundNo = $"R-{number}",
        AttemptNo = OrderNo.ToAttemptNo(attempt),
        Amount = Money.FromMinorUnits(minorUnits, Currency.Cny),
        Cause = RefundCause.Merchant,
        Status = status,
        CreatedAt = At.AddMinutes(1),
        UpdatedAt = At.AddMinutes(1),
    };

    public static RouteRecord Route(string chosen = "wechat-main") => new()
    {
        RulesVersion = "7f3a",
        Rule = "big-amounts",
        Draw = 4711,
        Candidates =
        [
            .. new[] { "wechat-main", "wechat-backup" }.Select(account => new RouteCandidate(account, 1, 50, account == chosen ? RouteVerdict.Chosen : RouteVerdict.Eligible)),
            new RouteCandidate("alipay-main", 0, 1, RouteVerdict.Unsuited, IsDown: true),
        ],
    };

    public static PaymentEvent Created(int sequence = 1) => new OrderCreated
    {
        OrderNo = OrderNo,
        Sequence = sequence,
        OccurredAt = At,
        Order = Pending(OrderStatus.Created, sequence) with { Attempts = [] },
    };

    public static PaymentEvent BecamePending(int sequence = 2) => new OrderPending { OrderNo = OrderNo, Sequence = sequence, OccurredAt = At, Order = Pending() };

    public static PaymentEvent BecamePaid(int sequence = 3) => new OrderPaid { OrderNo = OrderNo, Sequence = sequence, OccurredAt = At, Order = Paid() };

    public static PaymentAttempt Attempt(AttemptStatus status, int number = 1) => new()
    {
        AttemptNo = OrderNo.ToAttemptNo(number),
        ChannelAccount = "wechat-main",
        Method = PaymentMethod.Parse("wechat.native"),
        Status = status,
        RouteReason = "the only account for wechat.native",
        CreatedAt = At,
        UpdatedAt = At,
        NextAction = new NextAction.ShowQrCode("weixin://wxpay/bizpayurl?pr=abc"),
    };
}
