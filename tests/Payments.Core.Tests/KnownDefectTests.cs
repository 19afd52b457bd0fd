using System.Collections.Concurrent;
using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

/// <summary>
/// Defects that other payment systems were reported to have, each named after its report: none of them here.
/// </summary>
public sealed class KnownDefectTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedChannel _first = new("test-first");
    private readonly ScriptedChannel _second = new("test-second");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>YunaiV/ruoyi-vue-pro #1152, mollie/WooCommerce #1204: two channels both paid; the second payment was refused or dropped.</summary>
    [Fact]
    public async Task Two_channels_both_paid_the_second_is_booked_announced_and_sent_back()
    {
        await using var host = await StartAsync();
        var order = await TwoAttemptsAsync(host);

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[1].AttemptNo, "Succeeded", order.Amount, "tx-2", "test-second"));
        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount, "tx-1"));

        var after = await PassAsync(host, order, current => current.ExtraPayments.Any(extra => extra.Status == ExtraPaymentStatus.Refunded));
        Assert.Equal(OrderStatus.Paid, after.Status);
        Assert.Equal(order.Attempts[1].AttemptNo, after.PaidAttemptNo);
        var extra = Assert.Single(after.ExtraPayments);
        Assert.Equal(("test-first", "tx-1"), (extra.ChannelAccount, extra.ChannelTransactionId));
        var sent = Assert.Single(_first.RefundsSent);
        Assert.Equal((order.Attempts[0].AttemptNo, "tx-1", order.Amount), (sent.AttemptNo, sent.ChannelTransactionId, sent.Amount));
        Assert.Empty(_second.RefundsSent);
        var events = await host.EventsAsync(order.OrderNo);
        Assert.Single(events.OfType<OrderPaid>());
        Assert.Single(events.OfType<ExtraPaymentReceived>());
    }

    /// <summary>anomalyco/opencode #35139: two Alipay scans both charged.</summary>
    [Fact]
    public async Task Two_scans_both_charged_one_pays_and_one_goes_back()
    {
        await using var host = await StartAsync();
        var request = TestHost.Request() with { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("134567890123456789") } };
        _first.OnCharge = _ => ScriptedChannel.Lose<ChannelPayment>();
        _first.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Unpaid(reference.AttemptNo));
        var order = Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(request, "key", Cancellation)).Order;

        // While the first scan may still charge, a second one is not let through.
        var second = new ChangeMethodRequest { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("134567890123456780") } };
        _first.OnReverse = _ => ScriptedChannel.Lose<ChannelReversal>();
        Assert.IsType<OrderOutcome.Unknown>(await host.Client.ChangeMethodAsync(order.OrderNo, second, cancellationToken: Cancellation));
        Assert.Single(_first.Calls, call => call == "charge");

        // The channel says it is closed, and was wrong.
        _first.OnReverse = _ => ScriptedChannel.Accept(ChannelReversal.Closed);
        var asked = 0;
        _first.OnQuery = reference => ScriptedChannel.Accept(asked++ == 0 ? ScriptedChannel.Unpaid(reference.AttemptNo) : ScriptedChannel.Closed(reference.AttemptNo));
        _first.OnCharge = charge => ScriptedChannel.Accept(ScriptedChannel.Paid(charge.AttemptNo, charge.Amount, "tx-2"));
        var paid = Assert.IsType<OrderOutcome.Accepted>(await host.Client.ChangeMethodAsync(order.OrderNo, second, cancellationToken: Cancellation)).Order;
        Assert.Equal(OrderStatus.Paid, paid.Status);
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount, "tx-1");

        var after = await PassAsync(host, order, current => current.ExtraPayments.Any(extra => extra.Status == ExtraPaymentStatus.Refunded));
        Assert.Equal("tx-1", Assert.Single(_first.RefundsSent).ChannelTransactionId);
        Assert.Equal(paid.PaidAttemptNo, after.PaidAttemptNo);
    }

    /// <summary>jeequan/jeepay, ChannelNoticeController: the order had expired, the payer paid, the merchant was told success and the order stayed closed.</summary>
    [Fact]
    public async Task A_late_callback_after_close_is_an_extra_payment_and_nobody_is_told_that_the_order_is_paid()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        Closable(_first);
        Assert.IsType<OrderOutcome.Accepted>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));

        var after = await PassAsync(host, order, current => current.ExtraPayments.Any(extra => extra.Status == ExtraPaymentStatus.Refunded));
        Assert.Equal(OrderStatus.Closed, after.Status);
        Assert.Null(after.PaidAttemptNo);
        var events = await host.EventsAsync(order.OrderNo);
        Assert.Empty(events.OfType<OrderPaid>());
        Assert.Single(events.OfType<ExtraPaymentReceived>());
        Assert.Single(events.OfType<RefundSucceeded>());
    }

    /// <summary>YunaiV/ruoyi-vue-pro, updateOrderSuccess; jeequan/jeepay: a late or repeated message moved an order that had ended.</summary>
    [Theory]
    [InlineData("Closed")]
    [InlineData("Failed")]
    [InlineData("AwaitingPayer")]
    [InlineData("Succeeded")]
    public async Task A_late_callback_never_moves_a_finished_order_back(string late)
    {
        await using var host = await StartAsync();
        var order = await host.PaidOrderAsync();
        Assert.IsType<RefundOutcome.Accepted>(await host.Client.RefundAsync(Ask(order, "r-1", 40), Cancellation));
        var before = await host.ReadAsync(order.OrderNo);

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, late, order.Amount));

        var after = await host.ReadAsync(order.OrderNo);
        Assert.Equal((OrderStatus.PartiallyRefunded, before.PaidAttemptNo, before.LastEventSequence), (after.Status, after.PaidAttemptNo, after.LastEventSequence));
    }

    /// <summary>saleor #19811: a refund without a key could be sent twice.</summary>
    [Fact]
    public async Task A_duplicate_refund_is_one_refund_even_across_an_unanswered_call()
    {
        await using var host = await StartAsync();
        var order = await host.PaidOrderAsync();
        var books = new ConcurrentDictionary<string, Money>(StringComparer.Ordinal);
        var answers = 0;
        _first.OnRefund = wish =>
        {
            books.TryAdd(wish.RefundNo, wish.Amount);
            return answers++ == 0 ? ScriptedChannel.Lose<ChannelRefund>() : ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Succeeded));
        };
        _first.OnQueryRefund = reference => ScriptedChannel.Accept(ScriptedChannel.Refunded(
            reference.RefundNo,
            reference.AttemptNo,
            books.ContainsKey(reference.RefundNo) ? ChannelRefundStatus.Succeeded : ChannelRefundStatus.NotFound));

        Assert.IsType<RefundOutcome.Unknown>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        Assert.IsType<RefundOutcome.Accepted>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        Assert.IsType<RefundOutcome.Accepted>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));

        Assert.Single(books);
    }

    /// <summary>juspay/hyperswitch, payment_sync: after enough unanswered questions a payment was declared failed.</summary>
    [Fact]
    public async Task However_often_the_channel_does_not_answer_the_payment_is_not_taken_for_failed()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        _first.OnQuery = _ => ScriptedChannel.Lose<ChannelPayment>();
        for (var hour = 0; hour < 48; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(5, Cancellation);
        }

        Assert.Equal(OrderStatus.Pending, (await host.ReadAsync(order.OrderNo)).Status);
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);
        Assert.Equal(OrderStatus.Paid, (await host.ReadAsync(order.OrderNo)).Status);
    }

    /// <summary>By policy, what came in beyond need waits for somebody to decide.</summary>
    [Fact]
    public async Task An_extra_payment_is_held_where_the_policy_says_so_and_can_be_refunded_by_its_attempt()
    {
        await using var host = await StartAsync(settings => settings.ExtraPayments = ExtraPaymentPolicy.Hold);
        var order = await TwoAttemptsAsync(host);
        await host.CallbackAsync(order.Attempts[1].AttemptNo, "Succeeded", order.Amount, "tx-2", "test-second");
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount, "tx-1");
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(ExtraPaymentStatus.Held, Assert.Single((await host.ReadAsync(order.OrderNo)).ExtraPayments).Status);
        Assert.Empty(_first.RefundsSent);
        Assert.IsType<RefundOutcome.Accepted>(await host.Client.RefundAsync(Ask(order, "r-1", 100) with { AttemptNo = order.Attempts[0].AttemptNo }, Cancellation));

        var after = await host.ReadAsync(order.OrderNo);
        Assert.Equal(ExtraPaymentStatus.Refunded, Assert.Single(after.ExtraPayments).Status);
        Assert.Equal(OrderStatus.Paid, after.Status);
        Assert.Equal("tx-1", Assert.Single(_first.RefundsSent).ChannelTransactionId);
    }

    /// <summary>An order with one attempt nobody answered on the first account and one that waits for the payer on the second.</summary>
    private async Task<PaymentOrder> TwoAttemptsAsync(TestHost host)
    {
        _first.OnCreate = (_, _) => ScriptedChannel.Lose<NextAction>();
        _first.OnQuery = _ => ScriptedChannel.Lose<ChannelPayment>();
        var order = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation)).Order;
        Assert.Equal(2, order.Attempts.Count);
        return order;
    }

    private static void Closable(ScriptedChannel channel)
    {
        var closed = false;
        channel.OnClose = _ =>
        {
            closed = true;
            return ScriptedChannel.Accept(ChannelCloseResult.Closed);
        };
        channel.OnQuery = reference => ScriptedChannel.Accept(closed ? ScriptedChannel.Closed(reference.AttemptNo) : ScriptedChannel.Unpaid(reference.AttemptNo));
    }

    private static CreateRefundRequest Ask(PaymentOrder order, string number, long minorUnits) => new()
    {
        OrderNo = order.OrderNo,
        MerchantRefundNo = number,
        Amount = Money.FromMinorUnits(minorUnits, Currency.Cny),
    };

    private async Task<PaymentOrder> PassAsync(TestHost host, PaymentOrder order, Func<PaymentOrder, bool> until) => await Eventually.Async(
        async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return await host.ReadAsync(order.OrderNo);
        },
        until);

    private Task<TestHost> StartAsync(Action<PaymentsOptions>? options = null) => TestHost.StartAsync(_time, channel: _first, second: _second, options: settings =>
    {
        settings.Sweeper.Enabled = true;
        options?.Invoke(settings);
    });
}
