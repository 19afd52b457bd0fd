using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

/// <summary>Refunds are bounded and go home (law 6), happen once per number (law 5), and are never taken for failed because nobody answered (law 3).</summary>
public sealed class RefundTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refund_goes_to_the_account_and_the_transaction_that_paid()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();

        var refund = Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));

        Assert.Equal(RefundStatus.Succeeded, refund.Status);
        var sent = Assert.Single(host.Channel.RefundsSent);
        Assert.Equal(order.PaidAttemptNo, sent.AttemptNo);
        Assert.Equal("tx-1", sent.ChannelTransactionId);
        Assert.Equal(refund.RefundNo, sent.RefundNo);
        Assert.Equal(order.Amount, sent.Total);
        Assert.Equal(OrderStatus.Refunded, (await host.ReadAsync(order.OrderNo)).Status);
        Assert.Equal(refund, await host.Client.FindRefundAsync(refund.RefundNo, cancellationToken: Cancellation));
        Assert.Equal(["refund.created", "refund.succeeded"], (await host.EventsAsync(order.OrderNo)).OfType<RefundEvent>().Select(told => told.Type));
    }

    [Fact]
    public async Task Parts_add_up_and_never_beyond_what_was_paid()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();

        Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 60), Cancellation));
        Assert.Equal(OrderStatus.PartiallyRefunded, (await host.ReadAsync(order.OrderNo)).Status);
        var refused = Assert.IsType<RefundOutcome.Rejected>(await host.Client.RefundAsync(Ask(order, "r-2", 41), Cancellation));
        Assert.Equal(PaymentErrorCodes.RefundExceedsPaid, refused.Error.Code);
        Accepted(await host.Client.RefundAsync(Ask(order, "r-3", 40), Cancellation));

        var after = await host.ReadAsync(order.OrderNo);
        Assert.Equal(OrderStatus.Refunded, after.Status);
        Assert.Equal(2, after.Refunds.Count);
        Assert.Equal(0, after.Refundable(after.PaidAttemptNo!).MinorUnits);
    }

    [Fact]
    public async Task Repeating_a_request_has_the_effect_of_one()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();

        var first = Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 30), Cancellation));
        var second = Assert.IsType<RefundOutcome.Accepted>(await host.Client.RefundAsync(Ask(order, "r-1", 30), Cancellation));

        Assert.True(second.Replayed);
        Assert.Equal(first, second.Refund);
        Assert.Single(host.Channel.RefundsSent);
        var reused = Assert.IsType<RefundOutcome.Rejected>(await host.Client.RefundAsync(Ask(order, "r-1", 31), Cancellation));
        Assert.Equal(PaymentErrorCodes.RefundNumberReused, reused.Error.Code);
    }

    [Fact]
    public async Task An_unpaid_order_another_merchants_order_and_a_foreign_currency_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var unpaid = await host.PendingOrderAsync("m-2");
        var paid = await host.PaidOrderAsync();

        Assert.Equal(PaymentErrorCodes.OrderNotPaid, Rejected(await host.Client.RefundAsync(Ask(unpaid, "r-1", 1), Cancellation)).Code);
        Assert.Equal(PaymentErrorCodes.OrderNotFound, Rejected(await host.Client.RefundAsync(Ask(paid, "r-1", 1) with { MerchantId = "other" }, Cancellation)).Code);
        var wrong = Ask(paid, "", 0) with { Amount = Money.FromMinorUnits(0, Currency.Parse("USD")), Reason = new string('x', 81) };
        var problems = await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => host.Client.RefundAsync(wrong, Cancellation));
        Assert.Equal(["merchantRefundNo", "amount.minorUnits", "reason"], problems.Problems.Select(problem => problem.Field));
        await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => host.Client.RefundAsync(wrong with { MerchantRefundNo = "r", Reason = null, Amount = Money.FromMinorUnits(1, Currency.Parse("USD")) }, Cancellation));
        Assert.Empty(host.Channel.RefundsSent);
    }

    [Fact]
    public async Task A_refund_nobody_answered_is_unknown_and_is_asked_about_under_the_same_number()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();
        host.Channel.OnRefund = _ => ScriptedChannel.Lose<ChannelRefund>();

        var unknown = Assert.IsType<RefundOutcome.Unknown>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        Assert.Equal(RefundStatus.Unknown, unknown.Refund.Status);
        Assert.Equal(PaymentErrorCodes.RefundExceedsPaid, Rejected(await host.Client.RefundAsync(Ask(order, "r-2", 1), Cancellation)).Code);

        host.Channel.OnQueryRefund = reference => ScriptedChannel.Accept(ScriptedChannel.Refunded(reference.RefundNo, reference.AttemptNo, ChannelRefundStatus.Succeeded));
        var found = Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        Assert.Equal(RefundStatus.Succeeded, found.Status);
        Assert.Single(host.Channel.RefundsSent);
    }

    [Fact]
    public async Task A_refund_the_channel_never_got_is_sent_again_under_the_same_number_once_the_first_call_cannot_arrive_any_more()
    {
        var time = new ManualTime();
        await using var host = await TestHost.StartAsync(time);
        var order = await host.PaidOrderAsync();
        var answers = 0;
        host.Channel.OnRefund = wish => answers++ == 0
            ? ScriptedChannel.Lose<ChannelRefund>()
            : ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Succeeded, wish.Amount));

        Assert.IsType<RefundOutcome.Unknown>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.IsType<RefundOutcome.Unknown>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        Assert.Single(host.Channel.RefundsSent);
        time.Advance(TimeSpan.FromSeconds(2));
        Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));

        Assert.Equal(2, host.Channel.RefundsSent.Count);
        Assert.Single(host.Channel.RefundsSent.Select(sent => sent.RefundNo).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refusal_of_a_repetition_ends_a_refund_only_when_the_channel_knows_none_and_no_call_may_still_arrive()
    {
        var time = new ManualTime();
        await using var host = await TestHost.StartAsync(time);
        var order = await host.PaidOrderAsync();
        host.Channel.OnRefund = _ => ScriptedChannel.Lose<ChannelRefund>();
        await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation);
        host.Channel.OnRefund = _ => ScriptedChannel.Reject<ChannelRefund>();

        // The channel did get the first call, and says so only when asked after the refusal.
        var asked = 0;
        host.Channel.OnQueryRefund = reference => ScriptedChannel.Accept(ScriptedChannel.Refunded(reference.RefundNo, reference.AttemptNo, asked++ == 0 ? ChannelRefundStatus.NotFound : ChannelRefundStatus.Processing));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(RefundStatus.Processing, Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation)).Status);

        // Another one never arrived: refused, not known, and nothing under way.
        var second = await host.PaidOrderAsync("m-2");
        host.Channel.OnRefund = _ => ScriptedChannel.Lose<ChannelRefund>();
        await host.Client.RefundAsync(Ask(second, "r-1", 100), Cancellation);
        host.Channel.OnRefund = _ => ScriptedChannel.Reject<ChannelRefund>();
        host.Channel.OnQueryRefund = reference => ScriptedChannel.Accept(ScriptedChannel.Refunded(reference.RefundNo, reference.AttemptNo, ChannelRefundStatus.NotFound));
        Assert.IsType<RefundOutcome.Unknown>(await host.Client.RefundAsync(Ask(second, "r-1", 100), Cancellation));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.IsType<RefundOutcome.Rejected>(await host.Client.RefundAsync(Ask(second, "r-1", 100), Cancellation));
    }

    [Fact]
    public async Task A_definite_refusal_frees_the_amount_for_another_number()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();
        host.Channel.OnRefund = _ => ScriptedChannel.Reject<ChannelRefund>();

        Assert.Equal(PaymentErrorCodes.ChannelRejected, Rejected(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation)).Code);
        Assert.Single((await host.EventsAsync(order.OrderNo)).OfType<RefundFailed>());
        host.Channel.OnRefund = wish => ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Succeeded));
        Accepted(await host.Client.RefundAsync(Ask(order, "r-2", 100), Cancellation));
        Assert.True(Assert.IsType<RefundOutcome.Rejected>(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation)).Replayed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_under_way_is_followed_to_its_end_by_callback_or_by_asking(bool byCallback)
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();
        host.Channel.OnRefund = wish => ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Processing));
        var refund = Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        Assert.Equal(RefundStatus.Processing, refund.Status);
        Assert.Equal(OrderStatus.Paid, (await host.ReadAsync(order.OrderNo)).Status);

        if (byCallback)
        {
            Assert.Equal(NotificationVerdict.Accepted, await host.RefundCallbackAsync(refund));
            Assert.Equal(NotificationVerdict.Accepted, await host.RefundCallbackAsync(refund));
        }
        else
        {
            host.Channel.OnQueryRefund = reference => ScriptedChannel.Accept(ScriptedChannel.Refunded(reference.RefundNo, reference.AttemptNo, ChannelRefundStatus.Succeeded));
            Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));
        }

        Assert.Equal(OrderStatus.Refunded, (await host.ReadAsync(order.OrderNo)).Status);
        Assert.Single((await host.EventsAsync(order.OrderNo)).OfType<RefundSucceeded>());
    }

    [Fact]
    public async Task A_refund_stuck_at_the_bank_is_announced_and_still_counts()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();
        host.Channel.OnRefund = wish => ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Abnormal));

        var refund = Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));

        Assert.Equal(RefundStatus.Abnormal, refund.Status);
        Assert.Single((await host.EventsAsync(order.OrderNo)).OfType<RefundAbnormal>());
        Assert.Equal(PaymentErrorCodes.RefundExceedsPaid, Rejected(await host.Client.RefundAsync(Ask(order, "r-2", 1), Cancellation)).Code);
        Assert.Equal(NotificationVerdict.Accepted, await host.RefundCallbackAsync(refund));
        Assert.Equal(OrderStatus.Refunded, (await host.ReadAsync(order.OrderNo)).Status);
    }

    [Fact]
    public async Task A_callback_of_another_amount_account_or_payment_is_quarantined()
    {
        var second = new ScriptedChannel("test-second");
        await using var host = await TestHost.StartAsync(second: second);
        var order = await host.PaidOrderAsync();
        host.Channel.OnRefund = wish => ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Processing));
        var refund = Accepted(await host.Client.RefundAsync(Ask(order, "r-1", 100), Cancellation));

        Assert.Equal(NotificationVerdict.Mismatched, await host.RefundCallbackAsync(refund, amount: Money.FromMinorUnits(99, Currency.Cny)));
        Assert.Equal(NotificationVerdict.Mismatched, await host.RefundCallbackAsync(refund, account: "test-second"));
        Assert.Equal(NotificationVerdict.Mismatched, await host.RefundCallbackAsync(refund with { AttemptNo = order.OrderNo.ToAttemptNo(9) }));
        Assert.Equal(RefundStatus.Processing, (await host.ReadAsync(order.OrderNo)).Refunds[0].Status);
    }

    [Fact]
    public async Task A_refund_made_in_the_channels_console_is_booked()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();
        var foreign = new Refund
        {
            RefundNo = "console-1",
            MerchantRefundNo = "",
            AttemptNo = order.PaidAttemptNo!,
            Amount = Money.FromMinorUnits(70, Currency.Cny),
            Cause = RefundCause.External,
            Status = RefundStatus.Succeeded,
            CreatedAt = default,
            UpdatedAt = default,
        };

        Assert.Equal(NotificationVerdict.Accepted, await host.RefundCallbackAsync(foreign));
        var after = await host.ReadAsync(order.OrderNo);
        Assert.Equal(OrderStatus.PartiallyRefunded, after.Status);
        Assert.Equal(RefundCause.External, Assert.Single(after.Refunds).Cause);
        Assert.Equal(PaymentErrorCodes.RefundExceedsPaid, Rejected(await host.Client.RefundAsync(Ask(order, "r-1", 31), Cancellation)).Code);
        Assert.Equal(NotificationVerdict.Mismatched, await host.RefundCallbackAsync(foreign with { RefundNo = "console-2" }));
    }

    [Fact]
    public async Task A_thousand_refunds_at_once_stay_within_what_was_paid()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync(minorUnits: 400);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => Task.Run(() => host.Client.RefundAsync(Ask(order, $"r-{number}", 10)), Cancellation)));

        Assert.Equal(40, outcomes.OfType<RefundOutcome.Accepted>().Count());
        Assert.Equal(960, outcomes.OfType<RefundOutcome.Rejected>().Count(outcome => outcome.Error.Code == PaymentErrorCodes.RefundExceedsPaid));
        var after = await host.ReadAsync(order.OrderNo);
        Assert.Equal(OrderStatus.Refunded, after.Status);
        Assert.Equal(400, after.Refunds.Sum(refund => refund.Amount.MinorUnits));
        Assert.Equal(400, host.Channel.RefundsSent.Sum(sent => sent.Amount.MinorUnits));
    }

    [Fact]
    public async Task A_thousand_repetitions_of_one_refund_are_one_refund()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PaidOrderAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => host.Client.RefundAsync(Ask(order, "r-1", 100)), Cancellation)));

        Assert.DoesNotContain(outcomes, outcome => outcome is RefundOutcome.Rejected);
        Assert.Single(host.Channel.RefundsSent);
        Assert.Single((await host.ReadAsync(order.OrderNo)).Refunds);
    }

    [Fact]
    public async Task A_refund_cut_off_by_a_crash_is_sent_by_the_sweeper_under_its_number()
    {
        var time = new ManualTime();
        await using var host = await TestHost.StartAsync(time, options: settings => settings.Sweeper.Enabled = true);
        var order = await host.PaidOrderAsync();
        var never = new TaskCompletionSource<ChannelOutcome<ChannelRefund>>();
        host.Channel.OnRefund = _ => never.Task;
        using var caller = new CancellationTokenSource();
        var call = host.Client.RefundAsync(Ask(order, "r-1", 100), caller.Token);
        await Eventually.Async(() => Task.FromResult(host.Channel.RefundsSent.Count), count => count == 1);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        host.Channel.OnRefund = wish => ScriptedChannel.Accept(ScriptedChannel.Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Succeeded));
        var after = await Eventually.Async(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return await host.ReadAsync(order.OrderNo);
            },
            current => current.Status == OrderStatus.Refunded);
        Assert.Single(host.Channel.RefundsSent.Select(sent => sent.RefundNo).Distinct(StringComparer.Ordinal));
        Assert.Single(after.Refunds);
    }

    private static CreateRefundRequest Ask(PaymentOrder order, string number, long minorUnits) => new()
    {
        OrderNo = order.OrderNo,
        MerchantRefundNo = number,
        Amount = Money.FromMinorUnits(minorUnits, Currency.Cny),
    };

    private static Refund Accepted(RefundOutcome outcome) => Assert.IsType<RefundOutcome.Accepted>(outcome).Refund;

    private static PaymentError Rejected(RefundOutcome outcome) => Assert.IsType<RefundOutcome.Rejected>(outcome).Error;
}
