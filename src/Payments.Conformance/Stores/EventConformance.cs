using System.Reflection;
using System.Text.Json.Serialization;
using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Events as a history: every type, in order, each place taken once.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class EventConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task Every_type_of_event_comes_back()
    {
        var sample = Sample.Order();
        var refund = Sample.Refund(sample.OrderNo, 1) with { Reason = "茶", SucceededAt = Sample.Now };
        var order = sample with { Subject = "茶 \"x\"", Refunds = [refund], ChargeRight = default(ChargeRight).TakenBy(sample.Attempts[0].AttemptNo) };
        PaymentEvent[] events =
        [
            new OrderCreated { OrderNo = order.OrderNo, Sequence = 1, OccurredAt = Sample.Now, Order = order },
            new OrderPending { OrderNo = order.OrderNo, Sequence = 2, OccurredAt = Sample.Now, Order = order },
            new OrderPaid { OrderNo = order.OrderNo, Sequence = 3, OccurredAt = Sample.Now, Order = order },
            new OrderClosed { OrderNo = order.OrderNo, Sequence = 4, OccurredAt = Sample.Now, Order = order },
            new OrderFailed { OrderNo = order.OrderNo, Sequence = 5, OccurredAt = Sample.Now, Order = order },
            new ExtraPaymentReceived
            {
                OrderNo = order.OrderNo, Sequence = 6, OccurredAt = Sample.Now, Order = order,
                AttemptNo = order.OrderNo.ToAttemptNo(2), Amount = order.Amount, ChannelTransactionId = "42",
            },
            new RefundCreated { OrderNo = order.OrderNo, Sequence = 7, OccurredAt = Sample.Now, Order = order, Refund = refund },
            new RefundSucceeded { OrderNo = order.OrderNo, Sequence = 8, OccurredAt = Sample.Now, Order = order, Refund = refund },
            new RefundFailed { OrderNo = order.OrderNo, Sequence = 9, OccurredAt = Sample.Now, Order = order, Refund = refund },
            new RefundAbnormal { OrderNo = order.OrderNo, Sequence = 10, OccurredAt = Sample.Now, Order = order, Refund = refund },
        ];
        Assert.Equal(
            typeof(PaymentEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(each => each.DerivedType.Name).Order(StringComparer.Ordinal),
            events.Select(each => each.GetType().Name).Order(StringComparer.Ordinal));
        await Store.BeginOrderAsync(Sample.Begin(order) with { Events = events }, Cancellation);

        var found = await EventsAsync(order.OrderNo);

        Assert.Equal(events.Length, found.Count);
        Assert.All(events.Zip(found), pair => Same.Event(pair.First, pair.Second));
        Assert.Equal(events.Select(each => each.EventId), found.Select(each => each.EventId));
    }

    [Fact]
    public async Task Events_are_read_after_a_place_in_order_and_bounded()
    {
        var order = await GivenOrderAsync();
        for (var current = order; current.LastEventSequence < 12;)
        {
            current = await CommitAsync(Sample.Next(current));
        }

        Assert.Equal(Enumerable.Range(1, 12), (await Store.ReadEventsAsync(order.OrderNo, 0, 100, Cancellation)).Select(each => each.Sequence));
        Assert.Equal([9, 10], (await Store.ReadEventsAsync(order.OrderNo, 8, 2, Cancellation)).Select(each => each.Sequence));
        Assert.Empty(await Store.ReadEventsAsync(order.OrderNo, 12, 100, Cancellation));
        Assert.Empty(await Store.ReadEventsAsync(Sample.OrderNo(), 0, 100, Cancellation));
    }

    [Fact]
    public async Task Events_stay_readable_after_they_were_delivered()
    {
        var order = await GivenOrderAsync();
        var item = Assert.Single(await Store.ClaimEventsAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation));
        await Store.SettleEventsAsync([Outbox.Settle(item, OutboxState.Delivered)], Cancellation);

        Assert.Single(await EventsAsync(order.OrderNo));
    }

    [Fact]
    public async Task A_place_among_the_events_is_taken_once()
    {
        var order = await GivenOrderAsync();
        var commit = Sample.Next(order);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(commit with { Events = [Sample.Created(order, sequence: 1)] }, Cancellation).AsTask());

        Same.Event(Sample.Created(order), Assert.Single(await EventsAsync(order.OrderNo)));
    }

    [Fact]
    public async Task An_event_of_another_order_is_refused()
    {
        var order = await GivenOrderAsync();
        var another = await GivenOrderAsync();
        var commit = Sample.Next(order);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.CommitAsync(commit with { Events = [Sample.Created(another, sequence: 2)] }, Cancellation).AsTask());

        Assert.Single(await EventsAsync(another.OrderNo));
    }
}
