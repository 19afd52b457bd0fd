using Payments.Channels;
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

    private Task<TestHost> StartAsync() => TestHost.StartAsync(channel: _first, second: _second);

    private static PaymentOrder Accepted(OrderOutcome outcome) => Assert.IsType<OrderOutcome.Accepted>(outcome).Order;
}
