using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

/// <summary>A node may remember an order as it was once. What it remembers saves reading, and decides nothing that is not compared.</summary>
public sealed class RememberedOrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_from_memory_is_committed_without_reading()
    {
        var memory = new Memory();
        await using var host = await StartAsync(memory);
        var order = await host.PendingOrderAsync();
        (memory.Order, memory.Readings) = (order, 0);

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));

        Assert.Equal(0, memory.Readings);
        Assert.Equal(OrderStatus.Paid, (await host.Store.FindOrderAsync(order.OrderNo, Cancellation))!.Status);
    }

    [Fact]
    public async Task Law01_an_outdated_memory_pays_nothing_twice()
    {
        var memory = new Memory();
        await using var host = await StartAsync(memory);
        var order = await host.PendingOrderAsync();
        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));
        memory.Order = order;

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));

        Assert.Equal(["order.created", "order.pending", "order.paid"], (await host.Store.ReadEventsAsync(order.OrderNo, 0, 100, Cancellation)).Select(each => each.Type));
        Assert.Equal(
            [EvidenceVerdict.Applied, EvidenceVerdict.Duplicate],
            (await host.Store.ReadEvidenceAsync(order.OrderNo, 10, Cancellation)).Select(each => each.Verdict).Order());
    }

    [Fact]
    public async Task Law01_a_memory_that_says_there_is_nothing_to_do_is_not_believed()
    {
        var memory = new Memory();
        await using var host = await StartAsync(memory);
        var order = await host.PendingOrderAsync();
        memory.Order = order with { Attempts = [] }; // as it was before its attempt

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));

        Assert.Equal(OrderStatus.Paid, (await host.Store.FindOrderAsync(order.OrderNo, Cancellation))!.Status);
    }

    [Fact]
    public async Task A_memory_of_another_history_is_not_written_over_the_one_that_is_stored()
    {
        var memory = new Memory();
        await using var host = await StartAsync(memory);
        var order = await host.PendingOrderAsync();
        memory.Order = order with { UpdatedAt = order.UpdatedAt.AddSeconds(-1), Subject = "of a database that was restored since" };

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));

        var paid = await host.Store.FindOrderAsync(order.OrderNo, Cancellation);
        Assert.Equal((OrderStatus.Paid, order.Subject), (paid!.Status, paid.Subject));
    }

    [Fact]
    public async Task Law06_a_refund_that_the_memory_does_not_have_yet_is_finished()
    {
        var memory = new Memory();
        await using var host = await StartAsync(memory);
        var paid = await host.PaidOrderAsync();
        memory.Order = paid;
        host.Channel.OnRefund = _ => ScriptedChannel.Lose<ChannelRefund>();

        var outcome = await host.Client.RefundAsync(new CreateRefundRequest { OrderNo = paid.OrderNo, MerchantRefundNo = "r-1", Amount = paid.Amount }, Cancellation);

        Assert.IsType<RefundOutcome.Unknown>(outcome);
        Assert.Single((await host.Store.FindOrderAsync(paid.OrderNo, Cancellation))!.Refunds);
    }

    private static Task<TestHost> StartAsync(Memory memory) => TestHost.StartAsync(configure: payments => StoreProxy.Put(payments, (method, _, pass) =>
    {
        memory.Readings += method == nameof(IPaymentStore.FindOrderAsync) ? 1 : 0;
        return method == nameof(IPaymentStore.RecallOrder) ? memory.Order : pass();
    }));

    private sealed class Memory
    {
        public PaymentOrder? Order { get; set; }

        public int Readings { get; set; }
    }
}
