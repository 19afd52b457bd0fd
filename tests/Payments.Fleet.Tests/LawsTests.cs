using Payments.Fleet.Load;
using Payments.Fleet.Reckoning;

namespace Payments.Fleet.Tests;

/// <summary>A reckoning that finds nothing proves something only if it would find it.</summary>
public sealed class LawsTests
{
    private const long Price = 8_800;
    private const string Sink = "receiver";

    private static readonly DateTimeOffset Now = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly OrderNo OrderNo = OrderNo.Create(Now, 7, shard: 3);

    [Fact]
    public void Facts_that_agree_break_no_law() => Assert.Empty(Laws.Check(Paid()));

    [Fact]
    public void A_second_event_of_payment_breaks_law_1() => Broken(1, Paid() with { Events = [.. Paid().Events, Event(3, "order.paid")] });

    [Fact]
    public void An_extra_payment_that_stays_breaks_law_1()
    {
        var facts = Twice();
        Assert.Empty(Laws.Check(facts));

        Broken(1, facts with { Trades = [facts.Trades[0], facts.Trades[1] with { Refunded = 0 }] });
    }

    [Theory]
    [InlineData(false, Price)]
    [InlineData(true, Price - 1)]
    public void What_is_paid_here_only_breaks_law_2(bool isPaid, long amount) =>
        Broken(2, Paid() with { Trades = [Trade(1) with { State = isPaid ? TradeState.Paid : TradeState.Closed, Amount = amount }] });

    [Fact]
    public void A_payment_without_evidence_breaks_law_2() => Broken(2, Paid() with { Evidence = [new EvidenceRow(OrderNo.Value, "Ignored", "n-1")] });

    [Fact]
    public void What_has_not_ended_breaks_law_3() => Broken(3, Of(Order() with { Status = OrderStatus.Pending, PaidAttemptNo = null, Attempts = [Attempt(1) with { Status = AttemptStatus.Unknown }] }));

    [Fact]
    public void What_can_still_be_paid_breaks_law_3() => Broken(3, Paid() with { Trades = [Trade(1), Trade(2) with { State = TradeState.Payable }] });

    [Fact]
    public void A_gap_among_events_breaks_law_4() => Broken(4, Paid() with { Events = [Event(1, "order.created")] });

    [Fact]
    public void An_event_left_in_the_outbox_breaks_law_4() => Broken(4, Paid() with { Events = [Event(1, "order.created"), Event(2, "order.paid") with { State = "Dead" }] });

    [Fact]
    public void An_event_a_subscriber_lacks_breaks_law_4() => Broken(4, Arrived((1, 10)));

    [Fact]
    public void Events_in_the_wrong_order_break_law_4() => Broken(4, Arrived((1, 20), (2, 10)));

    [Fact]
    public void An_event_from_nowhere_breaks_law_4() => Broken(4, Arrived((1, 10), (2, 20), (3, 30)));

    [Fact]
    public void An_event_of_a_former_round_may_come_again() => Assert.Empty(Laws.Check(Arrived((1, 10), (2, 20), (3, 30)) with { IsOld = eventId => eventId == Event(3, "").EventId }));

    [Fact]
    public void A_callback_acknowledged_and_not_kept_breaks_law_4() => Broken(4, Paid() with { Acknowledged = ["n-1", "n-2"] });

    [Fact]
    public void A_state_without_its_event_breaks_law_4() => Broken(4, Paid() with { Orders = [Order() with { Refunds = [Refund(Price)] }] });

    [Fact]
    public void Two_orders_of_one_key_break_law_5()
    {
        var other = OrderNo.Create(Now, 8, shard: 3);
        Broken(5, Paid() with { Orders = [Order(), Order() with { OrderNo = other, LastEventSequence = 0, Status = OrderStatus.Closed, PaidAttemptNo = null, Attempts = [] }] });
    }

    [Fact]
    public void A_changed_answer_breaks_law_5()
    {
        var facts = Paid();
        facts.Placed.First().Breaches.Enqueue(new Breach(5, "changed"));

        Broken(5, facts);
    }

    [Fact]
    public void Refunds_beyond_the_payment_break_law_6() => Broken(6, Paid() with { Orders = [Order() with { Refunds = [Refund(Price), Refund(1)] }] });

    [Fact]
    public void A_refund_the_books_do_not_have_breaks_law_6() => Broken(6, Paid() with { Trades = [Trade(1) with { Refunded = 100 }] });

    [Fact]
    public void A_refund_that_was_taken_and_is_not_there_breaks_law_6()
    {
        var facts = Paid();
        facts.Placed.First().Refunds["r1"] = new RefundWish(100, 201);

        Broken(6, facts);
    }

    [Fact]
    public void Money_that_is_only_there_breaks_law_7() => Broken(7, Paid() with { Trades = [Trade(1), Trade(2)] });

    [Fact]
    public void A_lost_payment_breaks_law_8() => Broken(8, Of(Order() with { Status = OrderStatus.Closed, PaidAttemptNo = null, Attempts = [Attempt(1) with { Status = AttemptStatus.Closed }] }));

    [Fact]
    public void A_trade_nobody_wrote_down_breaks_law_8() => Broken(8, Paid() with { Trades = [Trade(1), Trade(2) with { State = TradeState.Closed }] });

    [Fact]
    public void A_secret_in_a_log_breaks_law_10() => Broken(10, Paid() with { LogLines = ["warn: the key is sesame-open"] });

    private static void Broken(int law, Facts facts) => Assert.Contains(Laws.Check(facts), breach => breach.Law == law);

    private static Facts Paid() => Of(Order());

    /// <summary>Paid by the second attempt, and by the first one too, whose money went back.</summary>
    private static Facts Twice()
    {
        var first = Attempt(1) with { AttemptNo = OrderNo.ToAttemptNo(2) };
        var order = Order() with { Attempts = [Attempt(1), first], Refunds = [Refund(Price) with { AttemptNo = first.AttemptNo, Cause = RefundCause.ExtraPayment }], LastEventSequence = 5 };
        return Of(order) with
        {
            Trades = [Trade(1), Trade(2) with { Refunded = Price }],
            Events = [Event(1, "order.created"), Event(2, "order.paid"), Event(3, "payment.extra"), Event(4, "refund.created"), Event(5, "refund.succeeded")],
            Arrivals = Arrivals((1, 10), (2, 20), (3, 30), (4, 40), (5, 50)),
        };
    }

    private static Facts Of(PaymentOrder order) => new()
    {
        Placed = [new Placed(1, "key-1") { Amount = Price, Request = [], Answer = [1], OrderNo = OrderNo.Value }],
        Orders = [order],
        Trades = [Trade(1)],
        Events = [Event(1, "order.created"), Event(2, "order.paid")],
        Evidence = [new EvidenceRow(OrderNo.Value, "Applied", "n-1")],
        Arrivals = Arrivals((1, 10), (2, 20)),
        IsOld = _ => false,
        Acknowledged = ["n-1"],
        LogLines = ["info: nothing to see"],
        Secrets = ["sesame-open"],
    };

    private static Facts Arrived(params (int Sequence, long At)[] arrivals) => Paid() with { Arrivals = Arrivals(arrivals) };

    private static Dictionary<string, IReadOnlyDictionary<string, long>> Arrivals(params (int Sequence, long At)[] arrivals) => new(StringComparer.Ordinal)
    {
        [Sink] = arrivals.ToDictionary(each => Event(each.Sequence, "").EventId, each => each.At, StringComparer.Ordinal),
    };

    private static EventRow Event(int sequence, string type) => new(OrderNo.Value, sequence, type, "Delivered");

    private static Trade Trade(int attempt) => new("wechat-main", OrderNo.ToAttemptNo(attempt), TradeState.Paid, Price, Refunded: 0);

    private static Refund Refund(long amount) => new()
    {
        RefundNo = OrderNo.ToRefundNo(1),
        MerchantRefundNo = "r1",
        AttemptNo = OrderNo.ToAttemptNo(1),
        Amount = Money.FromMinorUnits(amount, Currency.Cny),
        Cause = RefundCause.Merchant,
        Status = RefundStatus.Succeeded,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static PaymentAttempt Attempt(int number) => new()
    {
        AttemptNo = OrderNo.ToAttemptNo(number),
        ChannelAccount = "wechat-main",
        Method = PaymentMethod.Parse("wechat.native"),
        Status = AttemptStatus.Succeeded,
        RouteReason = "",
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static PaymentOrder Order() => new()
    {
        OrderNo = OrderNo,
        MerchantId = Merchants.Default,
        MerchantOrderNo = "key-1",
        Amount = Money.FromMinorUnits(Price, Currency.Cny),
        Subject = "Tea",
        Method = PaymentMethod.Parse("wechat.native"),
        Status = OrderStatus.Paid,
        PaidAttemptNo = OrderNo.ToAttemptNo(1),
        CreatedAt = Now,
        ExpiresAt = Now,
        UpdatedAt = Now,
        Version = 3,
        LastEventSequence = 2,
        Attempts = [Attempt(1)],
    };
}
