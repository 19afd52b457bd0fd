using Payments.Channels;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>The right to be charged passes to another account only with proof that the one before cannot charge (law 3), and then at once.</summary>
public sealed class FailoverTests
{
    private readonly ScriptedChannel _first = new("test-first");
    private readonly ScriptedChannel _second = new("test-second");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> SafeTroubles => ["unreachable", "throttled", "unable", "unanswered"];

    [Theory]
    [MemberData(nameof(SafeTroubles))]
    public async Task A_create_that_fails_before_the_payer_saw_anything_goes_to_the_second_account_at_once(string trouble)
    {
        await using var host = await StartAsync();
        _first.OnCreate = (_, _) => Trouble(trouble);

        var order = Accepted(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));

        Assert.Equal(OrderStatus.Pending, order.Status);
        Assert.Equal(["test-first", "test-second"], order.Attempts.Select(attempt => attempt.ChannelAccount));
        Assert.Equal(trouble == "unanswered" ? AttemptStatus.Unknown : AttemptStatus.Failed, order.Attempts[0].Status);
        Assert.Equal(AttemptStatus.AwaitingPayer, order.Attempts[1].Status);
        Assert.Equal(new ChargeRight(order.Attempts[1].AttemptNo, 2), order.ChargeRight);
        Assert.Null(order.Attempts[0].NextAction);
        Assert.Equal(["create"], _second.Calls);
        var again = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));
        Assert.True(again.Replayed);
        Assert.Single(_second.Creates);
    }

    [Theory]
    [InlineData("unreachable", true)]
    [InlineData("throttled", true)]
    [InlineData("unanswered", false)]
    public async Task A_bar_code_goes_on_only_when_it_certainly_was_not_charged(string trouble, bool goesOn)
    {
        await using var host = await StartAsync();
        _first.OnCharge = _ => Charge(trouble);

        var outcome = await host.Client.CreateOrderAsync(Barcode(), "key", Cancellation);

        Assert.Equal(goesOn ? ["charge"] : [], _second.Calls);
        Assert.Equal(goesOn, outcome is OrderOutcome.Accepted { Order.Status: OrderStatus.Paid });
        Assert.Equal(!goesOn, outcome is OrderOutcome.Unknown);
    }

    [Fact]
    public async Task A_definite_refusal_of_the_payment_is_not_tried_elsewhere()
    {
        await using var host = await StartAsync();
        _first.OnCreate = (_, _) => ScriptedChannel.Reject<NextAction>();

        Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));
        Assert.Empty(_second.Calls);
    }

    [Fact]
    public async Task An_account_the_request_names_is_not_left()
    {
        await using var host = await StartAsync();
        _first.OnCreate = (_, _) => Trouble("unreachable");

        Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request() with { ChannelAccount = "test-first" }, "key", Cancellation));
        Assert.Empty(_second.Calls);
    }

    [Fact]
    public async Task When_no_account_is_left_the_order_stays_open_and_the_same_request_takes_it_up_again()
    {
        await using var host = await StartAsync();
        _first.OnCreate = _second.OnCreate = (_, _) => Trouble("unreachable");

        var refused = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));
        Assert.Equal(PaymentErrorCodes.ChannelUnreachable, refused.Error.Code);
        Assert.Equal(OrderStatus.Created, refused.Order!.Status);

        _second.OnCreate = (order, _) => ScriptedChannel.Next(new NextAction.ShowQrCode(order.AttemptNo));
        var order = Accepted(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));
        Assert.Equal("test-second", order.Attempts.Single(attempt => attempt.AttemptNo == order.ChargeRight.AttemptNo).ChannelAccount);
    }

    [Fact]
    public async Task A_credential_that_comes_after_the_right_has_passed_on_is_handed_to_nobody()
    {
        await using var host = await StartAsync();
        var late = new TaskCompletionSource<ChannelOutcome<NextAction>>();
        _first.OnCreate = (_, _) => late.Task;
        var create = host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation);
        await Eventually.Async(() => Task.FromResult(_first.Creates.Count), count => count == 1);
        var pending = (await host.Client.FindOrderAsync("m-1", cancellationToken: Cancellation))!;

        // The payer cannot wait and takes another way.
        var changed = Accepted(await host.Client.ChangeMethodAsync(pending.OrderNo, new ChangeMethodRequest { Method = ScriptedChannel.Qr, ChannelAccount = "test-second" }, cancellationToken: Cancellation));
        late.SetResult(new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode("late")));

        var order = Accepted(await create);
        Assert.DoesNotContain(order.Attempts, attempt => attempt.NextAction is NextAction.ShowQrCode { Content: "late" });
        Assert.Equal(changed.ChargeRight, order.ChargeRight);
    }

    [Fact]
    public async Task What_failed_over_is_closed_at_its_channel_in_the_background()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time, sweeps: true);
        _first.OnCreate = (_, _) => Trouble("unanswered");
        var closed = false;
        _first.OnClose = _ =>
        {
            closed = true;
            return ScriptedChannel.Accept(ChannelCloseResult.Closed);
        };
        _first.OnQuery = reference => ScriptedChannel.Accept(closed ? ScriptedChannel.Closed(reference.AttemptNo) : ScriptedChannel.Unpaid(reference.AttemptNo));
        var order = Accepted(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));
        await host.CallbackAsync(order.Attempts[1].AttemptNo, "Succeeded", order.Amount, account: "test-second");

        var after = await PassAsync(host, time, order, current => current.Attempts[0].Status == AttemptStatus.Closed);

        Assert.Equal(OrderStatus.Paid, after.Status);
        Assert.Equal(order.Attempts[1].AttemptNo, after.PaidAttemptNo);
        Assert.Empty(after.ExtraPayments);
    }

    [Fact]
    public async Task When_the_first_account_charged_after_all_the_order_is_paid_and_the_second_closed()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time, sweeps: true);
        _first.OnCreate = (_, _) => Trouble("unanswered");
        var closed = false;
        _second.OnClose = _ =>
        {
            closed = true;
            return ScriptedChannel.Accept(ChannelCloseResult.Closed);
        };
        _second.OnQuery = reference => ScriptedChannel.Accept(closed ? ScriptedChannel.Closed(reference.AttemptNo) : ScriptedChannel.Unpaid(reference.AttemptNo));
        var order = Accepted(await host.Client.CreateOrderAsync(TestHost.Request(), "key", Cancellation));
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);

        var after = await PassAsync(host, time, order, current => current.Attempts[1].Status == AttemptStatus.Closed);
        Assert.Equal(order.Attempts[0].AttemptNo, after.PaidAttemptNo);
        Assert.True(closed);
    }

    private static async Task<PaymentOrder> PassAsync(TestHost host, ManualTime time, PaymentOrder order, Func<PaymentOrder, bool> until) => await Eventually.Async(
        async () =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return await host.ReadAsync(order.OrderNo);
        },
        until);

    private Task<TestHost> StartAsync(ManualTime? time = null, bool sweeps = false) =>
        TestHost.StartAsync(time, channel: _first, second: _second, options: settings => settings.Sweeper.Enabled = sweeps);

    private static CreateOrderRequest Barcode() => TestHost.Request() with { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("134567890123456789") } };

    private static PaymentOrder Accepted(OrderOutcome outcome) => Assert.IsType<OrderOutcome.Accepted>(outcome).Order;

    private static Task<ChannelOutcome<NextAction>> Trouble(string kind) => kind == "unable" ? ScriptedChannel.Unable<NextAction>() : TroubleOf<NextAction>(kind);

    private static Task<ChannelOutcome<ChannelPayment>> Charge(string kind) => TroubleOf<ChannelPayment>(kind);

    private static Task<ChannelOutcome<T>> TroubleOf<T>(string kind) => kind switch
    {
        "unreachable" => throw new ChannelUnreachableException("test-first", "connection refused."),
        "throttled" => ScriptedChannel.Reject<T>(TimeSpan.FromSeconds(1)),
        _ => ScriptedChannel.Lose<T>(),
    };
}
