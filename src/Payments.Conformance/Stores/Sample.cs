using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Conformance;

/// <summary>Orders, intents and evidence to test stores with.</summary>
public static class Sample
{
    /// <summary>The moment samples are made at: it has all seven decimals of a second that .NET keeps, and a store must keep too.</summary>
    public static DateTimeOffset Now { get; } = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>The native method of WeChat Pay.</summary>
    public static PaymentMethod Method { get; } = PaymentMethod.Parse("wechat.native");

    /// <summary>An order number nobody has.</summary>
    public static OrderNo OrderNo(DateTimeOffset? createdAt = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return Payments.OrderNo.Create(createdAt ?? Now, BitConverter.ToUInt128(bytes) >> 58, bytes[0]);
    }

    /// <summary>An order with one attempt, at version 1, its optional members absent.</summary>
    public static PaymentOrder Order(string? merchantOrderNo = null, string merchantId = Merchants.Default, DateTimeOffset? at = null)
    {
        var orderNo = OrderNo(at);
        return new PaymentOrder
        {
            OrderNo = orderNo,
            MerchantId = merchantId,
            MerchantOrderNo = merchantOrderNo ?? $"m-{orderNo}",
            Amount = Money.FromMinorUnits(8_800, Currency.Cny),
            Subject = "Tea",
            Method = Method,
            Status = OrderStatus.Created,
            CreatedAt = at ?? Now,
            ExpiresAt = (at ?? Now).AddMinutes(30),
            UpdatedAt = at ?? Now,
            Version = 1,
            LastEventSequence = 1,
            Attempts = [Attempt(orderNo, 1, at)],
        };
    }

    /// <summary>An attempt, its optional members absent.</summary>
    public static PaymentAttempt Attempt(OrderNo orderNo, int sequence, DateTimeOffset? at = null) => new()
    {
        AttemptNo = orderNo.ToAttemptNo(sequence),
        ChannelAccount = "wechat-main",
        Method = Method,
        Status = AttemptStatus.Created,
        RouteReason = "the only account",
        CreatedAt = at ?? Now,
        UpdatedAt = at ?? Now,
    };

    /// <summary>A refund of one minor unit of the order's first attempt, its optional members absent.</summary>
    public static Refund Refund(OrderNo orderNo, int sequence, string? merchantRefundNo = null, Currency? currency = null) => new()
    {
        RefundNo = orderNo.ToRefundNo(sequence),
        MerchantRefundNo = merchantRefundNo ?? $"r-{sequence}",
        AttemptNo = orderNo.ToAttemptNo(1),
        Amount = Money.FromMinorUnits(1, currency ?? Currency.Cny),
        Cause = RefundCause.Merchant,
        Status = RefundStatus.Requested,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    /// <summary>A record of a choice between two accounts.</summary>
    public static RouteRecord Route() => new()
    {
        RulesVersion = "7f3a",
        Rule = "large amounts",
        Draw = 4_711,
        Candidates = [new("wechat-main", 0, 80, RouteVerdict.Eligible, IsDown: true), new("wechat-backup", 1, 20, RouteVerdict.Chosen)],
    };

    /// <summary>A switch.</summary>
    public static ChannelSwitch Switch(string account = "wechat-main", ChannelSwitchMode mode = ChannelSwitchMode.Drain, string reason = "the bill is late", DateTimeOffset? at = null) =>
        new(account, mode, reason, "anna", at ?? Now);

    /// <summary>The wish to create an order, with the event that tells of it.</summary>
    public static BeginOrder Begin(PaymentOrder order, string? key = null, string request = "request", DateTimeOffset? now = null) => new()
    {
        Order = order,
        IdempotencyKey = key ?? $"k-{order.OrderNo}",
        Fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(request)),
        Now = now ?? order.CreatedAt,
        LeaseUntil = (now ?? order.CreatedAt).AddSeconds(30),
        RetainUntil = (now ?? order.CreatedAt).AddDays(30),
        NextCheckAt = null,
        Events = [Created(order)],
    };

    /// <summary>The next version of an order, with the event that tells of it.</summary>
    public static OrderCommit Next(PaymentOrder order, Func<PaymentOrder, PaymentOrder>? change = null, Evidence? evidence = null, IdempotencyUpdate? answer = null)
    {
        var next = (change?.Invoke(order) ?? order) with { Version = order.Version + 1, LastEventSequence = order.LastEventSequence + 1 };
        return new OrderCommit
        {
            ExpectedVersion = order.Version,
            Order = next,
            NextCheckAt = null,
            Events = [new OrderPending { OrderNo = order.OrderNo, Sequence = next.LastEventSequence, OccurredAt = order.CreatedAt, Order = next }],
            Evidence = evidence,
            Idempotency = answer,
        };
    }

    /// <summary>The first event of an order.</summary>
    public static OrderCreated Created(PaymentOrder order, int sequence = 1) =>
        new() { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.CreatedAt, Order = order };

    /// <summary>Evidence of a callback.</summary>
    public static Evidence Evidence(OrderNo? orderNo = null, DateTimeOffset? receivedAt = null, string account = "wechat-main") => new()
    {
        EvidenceId = Guid.CreateVersion7(receivedAt ?? Now).ToString("N", CultureInfo.InvariantCulture),
        ChannelAccount = account,
        Source = EvidenceSource.Notification,
        ReceivedAt = receivedAt ?? Now,
        Headers = "Wechatpay-Serial: 1\nWechatpay-Nonce: 2",
        Body = "{}"u8.ToArray(),
        Verdict = EvidenceVerdict.Applied,
        Reason = "matched",
        OrderNo = orderNo,
    };
}
