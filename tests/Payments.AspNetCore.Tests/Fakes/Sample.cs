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

    public static PaymentEvent Created(int sequence = 1) => new OrderCreated
    {
        OrderNo = OrderNo,
        Sequence = sequence,
        OccurredAt = At,
        Order = Pending(OrderStatus.Created, sequence) with { Attempts = [] },
    };

    public static PaymentEvent BecamePending(int sequence = 2) => new OrderPending { OrderNo = OrderNo, Sequence = sequence, OccurredAt = At, Order = Pending() };

    public static PaymentEvent BecamePaid(int sequence = 3) => new OrderPaid { OrderNo = OrderNo, Sequence = sequence, OccurredAt = At, Order = Paid() };

    private static PaymentAttempt Attempt(AttemptStatus status) => new()
    {
        AttemptNo = OrderNo.ToAttemptNo(1),
        ChannelAccount = "wechat-main",
        Method = PaymentMethod.Parse("wechat.native"),
        Status = status,
        RouteReason = "the only account for wechat.native",
        CreatedAt = At,
        UpdatedAt = At,
        NextAction = new NextAction.ShowQrCode("weixin://wxpay/bizpayurl?pr=abc"),
    };
}
