using Payments.Drill.Hosting;
using Payments.Drill.Load;
using Payments.Drill.Reckoning;

namespace Payments.Drill.Tests;

/// <summary>A drill that finds nothing proves something only if it would find it.</summary>
public sealed class BooksTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Money Price = Money.FromMinorUnits(8_800, Currency.Cny);

    [Fact]
    public void Books_that_agree_balance()
    {
        var books = Books.Of(1, [Paid()], [Trade("1", "paid")], deadLetters: 0);

        Assert.True(books.Balance);
        Assert.Equal((1, 1), (books.Orders, books.Paid));
    }

    [Fact]
    public void An_order_that_is_not_in_the_store_is_lost() => Assert.Equal(1, Books.Of(2, [Paid()], [Trade("1", "paid")], deadLetters: 0).LostOrders);

    [Fact]
    public void A_trade_nobody_wrote_down_is_lost() => Assert.Equal(1, Books.Of(1, [Paid()], [Trade("1", "paid"), Trade("9", "closed")], deadLetters: 0).LostOrders);

    [Fact]
    public void A_payment_the_store_does_not_have_is_lost() => Assert.Equal(1, Books.Of(1, [Order(OrderStatus.Closed, Attempt("1", AttemptStatus.Closed))], [Trade("1", "paid")], deadLetters: 0).LostPayments);

    [Fact]
    public void A_payment_no_channel_knows_is_invented() => Assert.Equal(1, Books.Of(1, [Paid()], [Trade("1", "closed")], deadLetters: 0).InventedPayments);

    [Fact]
    public void Two_payments_that_stay_are_one_too_many()
    {
        var books = Books.Of(1, [PaidAgain()], [Trade("1", "paid"), Trade("2", "paid")], deadLetters: 0);

        Assert.Equal((1, 1), (books.PaidTwice, books.LostPayments));
    }

    [Fact]
    public void An_extra_payment_that_went_back_is_in_order() => Assert.Equal(0, Books.Of(1, [PaidAgain()], [Trade("1", "paid"), Trade("2", "paid", refunded: 8_800)], deadLetters: 0).PaidTwice);

    [Theory]
    [InlineData(AttemptStatus.Sent)]
    [InlineData(AttemptStatus.AwaitingPayer)]
    [InlineData(AttemptStatus.Unknown)]
    public void An_attempt_without_an_end_is_open(AttemptStatus status) =>
        Assert.Equal(1, Books.Of(1, [Order(OrderStatus.Closed, Attempt("1", status))], [Trade("1", "closed")], deadLetters: 0).LeftOpen);

    [Fact]
    public void A_trade_that_can_still_be_paid_is_found() => Assert.Equal(1, Books.Of(1, [Order(OrderStatus.Closed, Attempt("1", AttemptStatus.Closed))], [Trade("1", "notpay")], deadLetters: 0).Payable);

    [Fact]
    public void Two_credentials_are_one_too_many()
    {
        var shown = new NextAction.ShowQrCode("weixin://wxpay/bizpayurl?pr=1");
        var order = Order(OrderStatus.Closed, Attempt("1", AttemptStatus.Closed) with { NextAction = shown }, Attempt("2", AttemptStatus.Closed) with { NextAction = shown });

        Assert.Equal(1, Books.Of(1, [order], [], deadLetters: 0).WrongHolders);
    }

    [Fact]
    public void A_holder_that_is_no_attempt_is_found() =>
        Assert.Equal(1, Books.Of(1, [Order(OrderStatus.Closed, Attempt("1", AttemptStatus.Closed)) with { ChargeRight = new ChargeRight("7", 1) }], [], deadLetters: 0).WrongHolders);

    [Fact]
    public void Late_and_refused_answers_are_felt_and_quick_ones_are_not()
    {
        var order = Order(OrderStatus.Pending, Attempt("1", AttemptStatus.AwaitingPayer));
        Placed At(double seconds, int milliseconds, string? trouble = null, string account = MerchantHost.Primary) => new(
            "m", TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(milliseconds), order with { Attempts = [order.Attempts[0] with { ChannelAccount = account }] }, trouble);

        var timings = new Timings(
            [At(1, 20), At(2, 900), At(3, 20), At(10, 519), At(13.5, 521), At(14, 20, "unknown"), At(15, 20, account: MerchantHost.Backup), At(21, 20, account: MerchantHost.Backup), At(23.5, 20)],
            TimeSpan.Zero,
            brokenAt: TimeSpan.FromSeconds(10),
            mendedAt: TimeSpan.FromSeconds(20));

        Assert.Equal(TimeSpan.FromMilliseconds(20), timings.Usual);
        Assert.Equal(1, timings.Noise);
        Assert.Equal([TimeSpan.FromSeconds(13.5), TimeSpan.FromSeconds(14)], timings.Felt.Select(felt => felt.DueAt));
        Assert.Equal(TimeSpan.FromSeconds(4), timings.MovedAfter);
        Assert.Equal(TimeSpan.FromSeconds(2), timings.ReturnedAfter);
    }

    private static PaymentOrder Paid() => Order(OrderStatus.Paid, Attempt("1", AttemptStatus.Succeeded)) with { PaidAttemptNo = "1" };

    private static PaymentOrder PaidAgain() =>
        Order(OrderStatus.Paid, Attempt("1", AttemptStatus.Succeeded), Attempt("2", AttemptStatus.Succeeded)) with { PaidAttemptNo = "1" };

    private static PaymentOrder Order(OrderStatus status, params PaymentAttempt[] attempts) => new()
    {
        OrderNo = OrderNo.Create(Now, UInt128.One, shard: 0),
        MerchantId = Merchants.Default,
        MerchantOrderNo = "m",
        Amount = Price,
        Subject = "Tea",
        Method = PaymentMethod.Parse("wechat.native"),
        Status = status,
        CreatedAt = Now,
        ExpiresAt = Now,
        UpdatedAt = Now,
        Version = 1,
        LastEventSequence = 1,
        Attempts = attempts,
        ChargeRight = new ChargeRight(AttemptNo: null, attempts.Length),
    };

    private static PaymentAttempt Attempt(string attemptNo, AttemptStatus status) => new()
    {
        AttemptNo = attemptNo,
        ChannelAccount = MerchantHost.Primary,
        Method = PaymentMethod.Parse("wechat.native"),
        Status = status,
        RouteReason = "",
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private static Trade Trade(string attemptNo, string status, long refunded = 0) => new(MerchantHost.Primary, attemptNo, status, Price.MinorUnits, refunded);
}
