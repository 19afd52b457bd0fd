using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.PostgreSql.Tests.Foreign;

/// <summary>The suites of a store, over partitions on two servers.</summary>
public sealed class ForeignOrders : OrderConformance<ForeignPartitionFixture>;

public sealed class ForeignIdempotency : IdempotencyConformance<ForeignPartitionFixture>;

public sealed class ForeignCommits : CommitConformance<ForeignPartitionFixture>;

public sealed class ForeignRefunds : RefundConformance<ForeignPartitionFixture>;

public sealed class ForeignChargeRights : ChargeRightConformance<ForeignPartitionFixture>;

public sealed class ForeignEvidence : EvidenceConformance<ForeignPartitionFixture>;

public sealed class ForeignEvents : EventConformance<ForeignPartitionFixture>;

public sealed class ForeignOutbox : OutboxConformance<ForeignPartitionFixture>;

public sealed class ForeignOutboxModel : OutboxModelConformance<ForeignPartitionFixture>;

public sealed class ForeignBacklog : BacklogConformance<ForeignPartitionFixture>;

public sealed class ForeignChecks : CheckConformance<ForeignPartitionFixture>;

public sealed class ForeignSwitches : SwitchConformance<ForeignPartitionFixture>;

public sealed class ForeignNodes : NodesConformance<ForeignPartitionFixture>;

public sealed class ForeignPartitionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_life_of_orders_runs_over_two_servers_each_order_on_one()
    {
        await using var fixture = new ForeignPartitionFixture();
        var store = await fixture.CreateStoreAsync();
        await store.InitializeAsync(Cancellation);
        List<PaymentOrder> orders = [.. Enumerable.Range(0, 40).Select(_ => Sample.Order())];

        await Task.WhenAll(orders.Select(order => store.BeginOrderAsync(Sample.Begin(order) with { NextCheckAt = Sample.Now }, Cancellation).AsTask()));
        var due = await store.ClaimDueOrdersAsync(new("node", 100, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation);
        var results = await Task.WhenAll(orders.Select(order => store.CommitAsync(
            Sample.Next(order, it => it with { Status = OrderStatus.Paid, Refunds = [Sample.Refund(it.OrderNo, 1)] }, Sample.Evidence(order.OrderNo)), Cancellation).AsTask()));
        var told = await DeliverAllAsync(store);

        Assert.Equal(orders.Select(order => order.OrderNo).Order(), due.Select(order => order.OrderNo).Order());
        Assert.All(results, result => Assert.Equal(CommitResult.Committed, result));
        Assert.Equal(orders.SelectMany(order => new[] { $"{order.OrderNo}-1", $"{order.OrderNo}-2" }).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        var there = await fixture.CountThereAsync("orders");
        Assert.InRange(there, 1, orders.Count - 1);
        Assert.Equal((there, there, 2 * there), (await fixture.CountThereAsync("attempts"), await fixture.CountThereAsync("refunds"), await fixture.CountThereAsync("events")));
    }

    private static async Task<List<string>> DeliverAllAsync(IPaymentStore store)
    {
        var told = new List<string>();
        while (await store.ClaimEventsAsync(new("node", 100, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation) is { Count: > 0 } items)
        {
            told.AddRange(items.Select(item => $"{item.Event.OrderNo}-{item.Event.Sequence}"));
            await store.SettleEventsAsync(
                [.. items.Select(item => new OutboxSettlement
                {
                    OrderNo = item.Event.OrderNo,
                    Sequence = item.Event.Sequence,
                    Owner = item.Owner,
                    State = OutboxState.Delivered,
                    Attempts = 1,
                    DeliveredTo = [],
                })],
                Cancellation);
        }

        return told;
    }
}
