using Payments.Channels;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

public sealed class CloseOrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Closing_asks_closes_at_the_channel_confirms_and_then_closes_here()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();
        var closedThere = false;
        host.Channel.OnClose = _ =>
        {
            closedThere = true;
            return ScriptedChannel.Accept(ChannelCloseResult.Closed);
        };
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(closedThere ? ScriptedChannel.Closed(reference.AttemptNo) : ScriptedChannel.Unpaid(reference.AttemptNo));

        var closed = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));
        var again = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));

        Assert.Equal(OrderStatus.Closed, closed.Order.Status);
        Assert.Equal(OrderStatus.Closed, again.Order.Status);
        Assert.Equal(["create", "query", "close", "query"], host.Channel.Calls);
        Assert.Single((await host.Store.ReadEventsAsync(order.OrderNo, 0, 10, Cancellation)).OfType<OrderClosed>());
    }

    [Fact]
    public async Task A_channel_that_answers_paid_makes_the_order_paid()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();
        var asked = 0;

        // Unpaid when asked first; the payer pays before the close arrives.
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(asked++ == 0 ? ScriptedChannel.Unpaid(reference.AttemptNo) : ScriptedChannel.Paid(reference.AttemptNo, order.Amount));
        host.Channel.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.AlreadyPaid);

        var outcome = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));

        Assert.Equal(PaymentErrorCodes.OrderAlreadyPaid, outcome.Error.Code);
        Assert.Equal(OrderStatus.Paid, outcome.Order!.Status);
    }

    [Fact]
    public async Task Law03_a_close_that_is_not_answered_or_not_confirmed_closes_nothing_here()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();

        host.Channel.OnQuery = _ => ScriptedChannel.Lose<ChannelPayment>();
        Assert.IsType<OrderOutcome.Unknown>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));

        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Unpaid(reference.AttemptNo));
        host.Channel.OnClose = _ => ScriptedChannel.Lose<ChannelCloseResult>();
        Assert.IsType<OrderOutcome.Unknown>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));

        // The channel says closed, and asked again says that it still can be paid.
        host.Channel.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.Closed);
        var unconfirmed = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));
        Assert.Equal(PaymentErrorCodes.PayerIsPaying, unconfirmed.Error.Code);

        host.Channel.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.PayerIsPaying);
        var paying = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));
        Assert.Equal(PaymentErrorCodes.PayerIsPaying, paying.Error.Code);

        host.Channel.OnClose = _ => throw new ChannelUnreachableException("test-main", "no route.");
        var unreachable = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));
        Assert.Equal(PaymentErrorCodes.ChannelUnreachable, unreachable.Error.Code);

        Assert.Equal(OrderStatus.Pending, (await host.Client.FindOrderAsync(order.OrderNo, cancellationToken: Cancellation))!.Status);
    }

    [Fact]
    public async Task An_order_that_never_reached_its_channel_closes_without_a_call()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCreate = (_, _) => throw new ChannelUnreachableException("test-main", "no route.");
        var created = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));

        var closed = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CloseOrderAsync(created.Order!.OrderNo, cancellationToken: Cancellation));

        Assert.Equal(OrderStatus.Closed, closed.Order.Status);
        Assert.Equal(["create"], host.Channel.Calls);
    }

    [Fact]
    public async Task A_paid_order_and_a_stranger_are_told_so()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);

        var paid = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));
        var stranger = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CloseOrderAsync(order.OrderNo, "other", Cancellation));

        Assert.Equal(PaymentErrorCodes.OrderAlreadyPaid, paid.Error.Code);
        Assert.Equal(PaymentErrorCodes.OrderNotFound, stranger.Error.Code);
        Assert.Equal(["create"], host.Channel.Calls);
    }
}
