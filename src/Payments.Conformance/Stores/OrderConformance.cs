using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>What is written comes back, whole and exact.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class OrderConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    /// <summary>Texts that break careless stores.</summary>
    public static TheoryData<string> Texts { get; } =
    [
        "茶叶一斤（特级）",
        "Crème brûlée — Straße",
        "e\u0301 is not \u00e9",
        "\u202Eright to left",
        "tea 🍵 family 👨‍👩‍👧",
        "'; DROP TABLE orders; --",
        "\"quoted\" \\ back \\\" %s {0} $1 ?1 :x @y",
        " leading and trailing ",
        "line\nbreak\ttab",
        "0",
        "NULL",
        "\u0001\uFFFD\uFEFF",
    ];

    /// <summary>Currencies with 0, 2, 3 and 4 decimals, and amounts up to the last minor unit.</summary>
    public static TheoryData<string, long> Amounts { get; } = new()
    {
        { "JPY", 1 },
        { "CNY", 8_800 },
        { "BHD", 1_234 },
        { "CLF", 10_001 },
        { "USD", long.MaxValue },
        { "EUR", 9_007_199_254_740_993 },
    };

    /// <summary>Times that lose something in stores that keep less than 100 ns, or local time.</summary>
    public static TheoryData<DateTimeOffset> Times { get; } =
    [
        Sample.Now,
        new DateTimeOffset(2026, 3, 4, 13, 6, 7, TimeSpan.FromHours(8)).AddTicks(1),
        new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(1)),
        new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9_999_999),
        new DateTimeOffset(9000, 12, 31, 23, 59, 59, TimeSpan.Zero),
    ];

    /// <summary>Every case of the next step.</summary>
    public static TheoryData<string> NextActions { get; } = ["qr", "redirect", "form", "sdk", "none"];

    [Fact]
    public async Task An_order_without_optional_members_comes_back_as_it_was()
    {
        var order = await GivenOrderAsync();
        Same.Order(order, await Store.FindOrderAsync(order.OrderNo, Cancellation));
        Same.Order(order, await Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo, Cancellation));
    }

    [Fact]
    public async Task An_order_with_every_member_comes_back_as_it_was()
    {
        var order = await GivenOrderAsync(Full());
        Same.Order(order, await Store.FindOrderAsync(order.OrderNo, Cancellation));
        Same.Order(order, await Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo, Cancellation));
    }

    [Fact]
    public async Task A_commit_can_fill_every_member_and_empty_it_again()
    {
        var order = await GivenOrderAsync();
        var full = await CommitAsync(Sample.Next(order, it => Full() with
        {
            OrderNo = it.OrderNo,
            MerchantId = it.MerchantId,
            MerchantOrderNo = it.MerchantOrderNo,
            Amount = it.Amount,
            CreatedAt = it.CreatedAt,
            Attempts = [FullAttempt(it.OrderNo, 1), FullAttempt(it.OrderNo, 2)],
            ChargeRight = it.ChargeRight.TakenBy(it.OrderNo.ToAttemptNo(2)),
            Refunds = [FullRefund(it.OrderNo)],
        }));
        Same.Order(full, await FindAsync(order.OrderNo));

        var emptied = await CommitAsync(Sample.Next(full, it => order with
        {
            Version = it.Version,
            LastEventSequence = it.LastEventSequence,
            Attempts = [order.Attempts[0], Sample.Attempt(order.OrderNo, 2)],
            ChargeRight = it.ChargeRight.Released(),
            Refunds = [FullRefund(order.OrderNo) with { Reason = null, ChannelRefundId = null, SucceededAt = null, Error = null }],
        }));
        Same.Order(emptied, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task An_order_without_attempts_comes_back_without_attempts()
    {
        var order = await GivenOrderAsync(Sample.Order() with { Attempts = [] });
        Same.Order(order, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task Orders_that_do_not_exist_are_not_found()
    {
        var order = await GivenOrderAsync();
        Assert.Null(await Store.FindOrderAsync(Sample.OrderNo(), Cancellation));
        Assert.Null(await Store.FindOrderAsync(default(OrderNo), Cancellation));
        Assert.Null(await Store.FindOrderAsync(order.MerchantId, "another", Cancellation));
        Assert.Null(await Store.FindOrderAsync("another", order.MerchantOrderNo, Cancellation));
        Assert.Null(await Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo.ToUpperInvariant(), Cancellation));
        Assert.Null(await Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo + " ", Cancellation));
    }

    [Fact]
    public async Task Numbers_that_differ_only_in_case_or_space_are_different()
    {
        string[] numbers = ["a-1", "A-1", "a-1 ", " a-1", "a-01", "ａ-1"];
        foreach (var number in numbers)
        {
            await GivenOrderAsync(Sample.Order(number), key: number);
        }

        foreach (var number in numbers)
        {
            Assert.Equal(number, (await Store.FindOrderAsync(Merchants.Default, number, Cancellation))?.MerchantOrderNo);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Texts_come_back_to_the_letter(string text)
    {
        var sample = Sample.Order(merchantOrderNo: text, merchantId: text);
        var order = await GivenOrderAsync(
            sample with
            {
                Subject = text,
                ReturnUrl = text,
                ChannelTransactionId = text,
                Error = Error() with { Message = text, ChannelCode = text },
                Attempts = [sample.Attempts[0] with { RouteReason = text, ChannelAccount = text, NextAction = new NextAction.ShowQrCode(text) }],
            },
            key: text);
        Same.Order(order, await FindAsync(order.OrderNo));
        Same.Order(order, await Store.FindOrderAsync(text, text, Cancellation));
        Same.Event(Sample.Created(order), Assert.Single(await EventsAsync(order.OrderNo)));
    }

    [Fact]
    public async Task Empty_texts_stay_empty_and_do_not_become_absent()
    {
        var sample = Sample.Order();
        var order = await GivenOrderAsync(sample with
        {
            Subject = "",
            ReturnUrl = "",
            ChannelTransactionId = "",
            PaidAttemptNo = "",
            Attempts = [sample.Attempts[0] with { RouteReason = "", ChannelTransactionId = "" }],
        });
        Same.Order(order, await FindAsync(order.OrderNo));
    }

    [Theory]
    [MemberData(nameof(Amounts))]
    public async Task Amounts_come_back_to_the_minor_unit(string currency, long minorUnits)
    {
        var order = await GivenOrderAsync(Sample.Order() with { Amount = Money.FromMinorUnits(minorUnits, Currency.Parse(currency)) });
        Assert.Equal(order.Amount, (await FindAsync(order.OrderNo)).Amount);
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Times_come_back_to_100_nanoseconds(DateTimeOffset time)
    {
        var sample = Sample.Order();
        var order = await GivenOrderAsync(sample with
        {
            CreatedAt = time,
            ExpiresAt = time,
            UpdatedAt = time,
            PaidAt = time,
            Attempts = [sample.Attempts[0] with { CreatedAt = time, UpdatedAt = time, NextAction = new NextAction.None { ExpiresAt = time } }],
        });
        Same.Order(order, await FindAsync(order.OrderNo));
        Same.Event(Sample.Created(order), Assert.Single(await EventsAsync(order.OrderNo)));
    }

    [Theory]
    [MemberData(nameof(NextActions))]
    public async Task Every_next_action_comes_back(string kind)
    {
        NextAction action = kind switch
        {
            "qr" => new NextAction.ShowQrCode("weixin://wxpay/bizpayurl?pr=a&b=ü"),
            "redirect" => new NextAction.Redirect("https://example.com/?a=1&b=%20") { ExpiresAt = Sample.Now },
            "form" => new NextAction.SubmitForm("https://example.com/gateway.do", new Dictionary<string, string>(StringComparer.Ordinal) { ["sign"] = "a+b/c==", ["subject"] = "茶 \"x\"", ["empty"] = "", ["A"] = "1", ["a"] = "2" }),
            "sdk" => new NextAction.InvokeClientSdk("wechat.jsapi", new Dictionary<string, string>(StringComparer.Ordinal) { ["timeStamp"] = "1", ["package"] = "prepay_id=wx1" }) { ExpiresAt = Sample.Now },
            _ => new NextAction.None(),
        };
        var sample = Sample.Order();
        var order = await GivenOrderAsync(sample with { Attempts = [sample.Attempts[0] with { NextAction = action }] });
        var found = await FindAsync(order.OrderNo);
        Assert.IsType(action.GetType(), found.Attempts[0].NextAction);
        Same.Order(order, found);
    }

    [Fact]
    public async Task Every_status_comes_back()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            var order = await GivenOrderAsync(Sample.Order() with { Status = status });
            Assert.Equal(status, (await FindAsync(order.OrderNo)).Status);
        }

        foreach (var status in Enum.GetValues<AttemptStatus>())
        {
            var sample = Sample.Order();
            var order = await GivenOrderAsync(sample with { Attempts = [sample.Attempts[0] with { Status = status }] });
            Assert.Equal(status, (await FindAsync(order.OrderNo)).Attempts[0].Status);
        }
    }

    [Fact]
    public async Task Routes_come_back_and_stay_when_their_attempts_change()
    {
        RouteRecord?[] routes =
        [
            null,
            Sample.Route(),
            Sample.Route() with { Rule = null, Candidates = [] },
            Sample.Route() with { Rule = "茶 \"x\"", Candidates = [.. Enum.GetValues<RouteVerdict>().Select((verdict, i) => new RouteCandidate($"a-{i}", -i, i, verdict))] },
        ];
        var sample = Sample.Order();
        await GivenOrderAsync(sample with { Attempts = [.. routes.Select((route, i) => Sample.Attempt(sample.OrderNo, i + 1) with { Route = route })] });

        var found = await FindAsync(sample.OrderNo);
        Assert.Equal([null, "wechat-backup", null, "a-0"], found.Attempts.Select(attempt => attempt.Route?.Chosen));
        Same.Order(sample with { Attempts = [.. routes.Select((route, i) => Sample.Attempt(sample.OrderNo, i + 1) with { Route = route })] }, found);

        var changed = await CommitAsync(Sample.Next(found, it => it with { Attempts = [.. it.Attempts.Select(attempt => attempt with { Status = AttemptStatus.Unknown })] }));
        Same.Order(changed, await FindAsync(sample.OrderNo));
    }

    [Fact]
    public async Task Attempts_come_back_oldest_first()
    {
        var sample = Sample.Order();
        var order = await GivenOrderAsync(sample with { Attempts = [.. Enumerable.Range(1, 70).Select(i => Sample.Attempt(sample.OrderNo, i))] });
        Same.Order(order, await FindAsync(order.OrderNo));
    }

    private static PaymentOrder Full()
    {
        var order = Sample.Order(merchantId: "merchant-7");
        return order with
        {
            Status = OrderStatus.PartiallyRefunded,
            Subject = "Tea and cake",
            Method = PaymentMethod.Parse("alipay.page"),
            ExpiresAt = Sample.Now.AddTicks(3),
            UpdatedAt = Sample.Now.AddTicks(1),
            PaidAt = Sample.Now.AddTicks(2),
            PaidAttemptNo = order.OrderNo.ToAttemptNo(2),
            ChannelTransactionId = "2026030422001",
            ReturnUrl = "https://shop.example/return?x=1",
            Error = Error(),
            LastEventSequence = 7,
            Attempts = [FullAttempt(order.OrderNo, 1), FullAttempt(order.OrderNo, 2)],
            ChargeRight = new ChargeRight(order.OrderNo.ToAttemptNo(2), 3),
            Refunds = [FullRefund(order.OrderNo)],
        };
    }

    private static PaymentAttempt FullAttempt(OrderNo orderNo, int sequence) => Sample.Attempt(orderNo, sequence) with
    {
        ChannelAccount = "alipay-backup",
        Method = PaymentMethod.Parse("alipay.page"),
        Status = AttemptStatus.Succeeded,
        RouteReason = "wechat-main is resting",
        UpdatedAt = Sample.Now.AddTicks(4),
        NextAction = new NextAction.Redirect("https://example.com/pay") { ExpiresAt = Sample.Now.AddMinutes(15) },
        ChannelTransactionId = "2026030422001",
        Error = Error(),
        Route = Sample.Route(),
    };

    private static Refund FullRefund(OrderNo orderNo) => Sample.Refund(orderNo, 1) with
    {
        AttemptNo = orderNo.ToAttemptNo(2),
        Amount = Money.FromMinorUnits(1_234, Currency.Cny),
        Cause = RefundCause.ExtraPayment,
        Status = RefundStatus.Abnormal,
        Reason = "the tea was cold",
        ChannelRefundId = "50000000382019052709732678859",
        UpdatedAt = Sample.Now.AddTicks(5),
        SucceededAt = Sample.Now.AddTicks(6),
        Error = Error(),
    };

    private static PaymentError Error() => new()
    {
        Code = PaymentErrorCodes.ChannelRejected,
        Message = "The channel refused.",
        Remedy = "Ask for another method.",
        ChannelCode = "ACQ.TRADE_HAS_CLOSE",
        RetryAfter = TimeSpan.FromTicks(12_345_678),
    };
}
