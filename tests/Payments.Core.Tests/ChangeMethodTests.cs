using Payments.Channels;
using Payments.Core.Orders;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>A payer who changes the way of paying: the first way is closed at its channel and confirmed before the second can be paid (law 3).</summary>
public sealed class ChangeMethodTests
{
    private readonly ScriptedChannel _first = new("test-first");
    private readonly ScriptedChannel _second = new("test-second");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_attempt_is_asked_about_closed_and_confirmed_before_the_second_is_sent()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        var order1 = ClosableFirst();
        _second.OnCreate = (asked, _) =>
        {
            Assert.True(order1());
            return ScriptedChannel.Next(new NextAction.ShowQrCode(asked.AttemptNo));
        };

        var changed = Accepted(await ChangeAsync(host, order));

        Assert.Equal(["create", "query", "close", "query"], _first.Calls);
        Assert.Equal([AttemptStatus.Closed, AttemptStatus.AwaitingPayer], changed.Attempts.Select(attempt => attempt.Status));
        Assert.Equal(OrderStatus.Pending, changed.Status);
        Assert.Equal(changed.Attempts[1].AttemptNo, changed.ChargeRight.AttemptNo);
    }

    [Fact]
    public async Task Asking_again_gives_the_same_next_step()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        ClosableFirst();
        var changed = Accepted(await ChangeAsync(host, order));

        var again = Assert.IsType<OrderOutcome.Accepted>(await ChangeAsync(host, order));

        Assert.True(again.Replayed);
        Assert.Equal(changed.Attempts[1].NextAction, again.Order.Attempts[1].NextAction);
        Assert.Single(_second.Creates);
    }

    [Fact]
    public async Task A_close_that_answers_paid_makes_the_order_paid()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        var asked = 0;
        _first.OnQuery = reference => ScriptedChannel.Accept(asked++ == 0 ? ScriptedChannel.Unpaid(reference.AttemptNo) : ScriptedChannel.Paid(reference.AttemptNo, order.Amount));
        _first.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.AlreadyPaid);

        var refused = Assert.IsType<OrderOutcome.Rejected>(await ChangeAsync(host, order));

        Assert.Equal(PaymentErrorCodes.OrderAlreadyPaid, refused.Error.Code);
        Assert.Equal(OrderStatus.Paid, (await host.ReadAsync(order.OrderNo)).Status);
        Assert.Empty(_second.Creates);
    }

    [Theory]
    [InlineData("paying")]
    [InlineData("lost")]
    [InlineData("refused")]
    public async Task Without_proof_the_payer_stays_with_the_first_way(string trouble)
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        _first.OnClose = _ => trouble switch
        {
            "paying" => ScriptedChannel.Accept(ChannelCloseResult.PayerIsPaying),
            "lost" => ScriptedChannel.Lose<ChannelCloseResult>(),
            _ => ScriptedChannel.Reject<ChannelCloseResult>(),
        };

        Assert.IsNotType<OrderOutcome.Accepted>(await ChangeAsync(host, order));

        var after = await host.ReadAsync(order.OrderNo);
        Assert.Empty(_second.Creates);
        Assert.Equal(AttemptStatus.AwaitingPayer, after.Attempts[0].Status);
        Assert.Equal(after.Attempts[0].AttemptNo, after.ChargeRight.AttemptNo);
        await host.CallbackAsync(after.Attempts[0].AttemptNo, "Succeeded", order.Amount);
        Assert.Equal(OrderStatus.Paid, (await host.ReadAsync(order.OrderNo)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payment_the_channel_does_not_know_proves_nothing_while_the_payer_can_still_open_it(bool isShown)
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        if (!isShown)
        {
            _first.OnCreate = _second.OnCreate = (_, _) => ScriptedChannel.Lose<NextAction>();
        }

        var created = await host.Client.CreateOrderAsync(TestHost.Request() with { ChannelAccount = "test-first" }, "key", Cancellation);
        var order = created.Match(accepted => accepted.Order, rejected => rejected.Order!, unknown => unknown.Order);
        _second.OnCreate = (asked, _) => ScriptedChannel.Next(new NextAction.ShowQrCode(asked.AttemptNo));
        _first.OnQuery = reference => ScriptedChannel.Accept(new ChannelPayment { AttemptNo = reference.AttemptNo, Status = ChannelPaymentStatus.NotFound, ChannelStatus = "ABSENT" });
        _first.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.NothingToClose);

        var outcome = await ChangeAsync(host, order);

        if (!isShown)
        {
            Assert.Equal("test-second", Accepted(outcome).Attempts[^1].ChannelAccount);
            return;
        }

        var refused = Assert.IsType<OrderOutcome.Rejected>(outcome);
        Assert.Equal(PaymentErrorCodes.CredentialOutstanding, refused.Error.Code);
        Assert.True(refused.Error.RetryAfter > TimeSpan.FromMinutes(29));
        Assert.Empty(_second.Creates);

        // The order itself can end; the attempt stays open until its channel can close it.
        var closed = Accepted(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));
        Assert.Equal((OrderStatus.Closed, AttemptStatus.AwaitingPayer), (closed.Status, closed.Attempts[0].Status));
    }

    [Fact]
    public async Task A_bar_code_the_channel_does_not_know_yet_may_still_arrive()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        _first.OnCharge = _ => ScriptedChannel.Lose<ChannelPayment>();
        _first.OnReverse = _ => ScriptedChannel.Accept(ChannelReversal.NothingToReverse);
        _first.OnQuery = reference => ScriptedChannel.Accept(new ChannelPayment { AttemptNo = reference.AttemptNo, Status = ChannelPaymentStatus.NotFound, ChannelStatus = "ABSENT" });
        var request = TestHost.Request() with { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("134567890123456789") } };
        var order = Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(request, "key", Cancellation)).Order;

        Assert.IsType<OrderOutcome.Unknown>(await ChangeAsync(host, order));
        Assert.Empty(_second.Creates);

        time.Advance(TimeSpan.FromSeconds(151));
        Accepted(await ChangeAsync(host, order));
    }

    [Fact]
    public void The_right_of_an_unanswered_bar_code_does_not_pass_on_whoever_asks()
    {
        var now = DateTimeOffset.UnixEpoch;
        var orderNo = OrderNo.Create(now, 1, 0);
        PaymentAttempt Attempt(int sequence) => new()
        {
            AttemptNo = orderNo.ToAttemptNo(sequence),
            ChannelAccount = $"account-{sequence}",
            Method = ScriptedChannel.Barcode,
            Status = AttemptStatus.Sent,
            RouteReason = "",
            CreatedAt = now,
            UpdatedAt = now,
        };
        var order = new PaymentOrder
        {
            OrderNo = orderNo,
            MerchantId = "m",
            MerchantOrderNo = "1",
            Amount = Money.FromMinorUnits(1, Currency.Cny),
            Subject = "Tea",
            Method = ScriptedChannel.Barcode,
            Status = OrderStatus.Created,
            CreatedAt = now,
            ExpiresAt = now.AddHours(1),
            UpdatedAt = now,
            Version = 1,
            LastEventSequence = 1,
            ChargeRight = new ChargeRight(orderNo.ToAttemptNo(1), 1),
            Attempts = [Attempt(1)],
        };
        var error = new PaymentError { Code = "c", Message = "m", Remedy = "r" };

        Assert.True(OrderStateMachine.FailedOver(order, orderNo.ToAttemptNo(1), AttemptStatus.Unknown, chargesWithoutCredential: true, error, Attempt(2), now).ChangesNothing);
        Assert.False(OrderStateMachine.FailedOver(order, orderNo.ToAttemptNo(1), AttemptStatus.Failed, chargesWithoutCredential: true, error, Attempt(2), now).ChangesNothing);
        Assert.False(OrderStateMachine.FailedOver(order, orderNo.ToAttemptNo(1), AttemptStatus.Unknown, chargesWithoutCredential: false, error, Attempt(2), now).ChangesNothing);
    }

    [Fact]
    public async Task Two_wishes_at_once_leave_one_attempt_that_may_be_charged()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        ClosableFirst();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ChangeAsync(host, order), Cancellation)));

        var after = await host.ReadAsync(order.OrderNo);
        var open = Assert.Single(after.Attempts, attempt => attempt.Status is AttemptStatus.Sent or AttemptStatus.AwaitingPayer or AttemptStatus.Unknown);
        Assert.Equal(open.AttemptNo, after.ChargeRight.AttemptNo);
        Assert.Single(_second.Creates.Select(create => create.AttemptNo).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_order_that_ended_cannot_be_paid_another_way()
    {
        await using var host = await StartAsync();
        var paid = await host.PaidOrderAsync();
        Assert.Equal(PaymentErrorCodes.OrderAlreadyPaid, Assert.IsType<OrderOutcome.Rejected>(await ChangeAsync(host, paid)).Error.Code);

        ClosableFirst();
        var closed = await host.PendingOrderAsync("m-2");
        await host.Client.CloseOrderAsync(closed.OrderNo, cancellationToken: Cancellation);
        Assert.Equal(PaymentErrorCodes.OrderEnded, Assert.IsType<OrderOutcome.Rejected>(await ChangeAsync(host, closed)).Error.Code);
        Assert.Equal(PaymentErrorCodes.OrderNotFound, Assert.IsType<OrderOutcome.Rejected>(await host.Client.ChangeMethodAsync(paid.OrderNo, new ChangeMethodRequest { Method = ScriptedChannel.Qr }, "other", Cancellation)).Error.Code);
    }

    /// <summary>Lets the first channel close and say so.</summary>
    private Func<bool> ClosableFirst()
    {
        var closed = false;
        _first.OnClose = _ =>
        {
            closed = true;
            return ScriptedChannel.Accept(ChannelCloseResult.Closed);
        };
        _first.OnQuery = reference => ScriptedChannel.Accept(closed ? ScriptedChannel.Closed(reference.AttemptNo) : ScriptedChannel.Unpaid(reference.AttemptNo));
        return () => closed;
    }

    private static Task<OrderOutcome> ChangeAsync(TestHost host, PaymentOrder order) =>
        host.Client.ChangeMethodAsync(order.OrderNo, new ChangeMethodRequest { Method = ScriptedChannel.Qr, ChannelAccount = "test-second" }, cancellationToken: Cancellation);

    private Task<TestHost> StartAsync(TimeProvider? time = null) => TestHost.StartAsync(time, channel: _first, second: _second);

    private static PaymentOrder Accepted(OrderOutcome outcome) => Assert.IsType<OrderOutcome.Accepted>(outcome).Order;
}
