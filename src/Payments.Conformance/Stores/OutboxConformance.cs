using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 4: events are delivered at least once, in order per order, by one node at a time.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class OutboxConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    private static readonly DateTimeOffset LeaseEnd = Sample.Now.AddMinutes(1);

    [Fact]
    public async Task An_event_is_claimed_with_the_order_as_it_was()
    {
        var order = await GivenOrderAsync();

        var item = Assert.Single(await ClaimAsync("node"));

        Same.Event(Sample.Created(order), item.Event);
        Assert.Equal(("node", 0, null), (item.Owner, item.Attempts, item.LastError));
        Assert.Empty(item.DeliveredTo);
    }

    [Fact]
    public async Task An_empty_outbox_gives_nothing() => Assert.Empty(await ClaimAsync("node"));

    [Fact]
    public async Task A_leased_event_is_nobody_elses_until_the_last_tick_of_its_lease()
    {
        await GivenOrderAsync();
        await ClaimAsync("one");

        Assert.Empty(await ClaimAsync("two"));
        Assert.Empty(await ClaimAsync("one"));
        Assert.Empty(await ClaimAsync("two", LeaseEnd.AddTicks(-1)));
        Assert.Equal("two", Assert.Single(await ClaimAsync("two", LeaseEnd)).Owner);
    }

    [Fact]
    public async Task A_delivered_event_is_never_claimed_again()
    {
        await GivenOrderAsync();
        await SettleAsync(Outbox.Settle(Assert.Single(await ClaimAsync("node")), OutboxState.Delivered));

        Assert.Empty(await ClaimAsync("node", LeaseEnd.AddDays(1)));
    }

    [Fact]
    public async Task Events_of_one_order_are_claimed_one_by_one_in_order()
    {
        var order = await GivenOrderAsync();
        var second = await CommitAsync(Sample.Next(order));
        await CommitAsync(Sample.Next(second));

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var item = Assert.Single(await ClaimAsync("node"));
            Assert.Equal(sequence, item.Event.Sequence);
            Assert.Empty(await ClaimAsync("other"));
            Assert.Equal(sequence < 3, await SettleAsync(Outbox.Settle(item, OutboxState.Delivered)));
        }

        Assert.Empty(await ClaimAsync("node"));
    }

    [Fact]
    public async Task Several_events_of_one_commit_are_claimed_one_by_one_in_order()
    {
        var order = Sample.Order();
        await Store.BeginOrderAsync(Sample.Begin(order) with { Events = [Sample.Created(order, 1), Sample.Created(order, 2), Sample.Created(order, 3)] }, Cancellation);

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var item = Assert.Single(await ClaimAsync("node"));
            Assert.Equal(sequence, item.Event.Sequence);
            await SettleAsync(Outbox.Settle(item, OutboxState.Delivered));
        }
    }

    [Fact]
    public async Task A_lease_that_ended_gives_the_same_event_and_not_a_later_one()
    {
        var order = await GivenOrderAsync();
        await CommitAsync(Sample.Next(order));
        await ClaimAsync("one");

        Assert.Equal(1, Assert.Single(await ClaimAsync("two", LeaseEnd)).Event.Sequence);
    }

    [Fact]
    public async Task An_event_put_off_is_due_at_its_time_and_holds_later_ones_back()
    {
        var order = await GivenOrderAsync();
        await CommitAsync(Sample.Next(order));
        var due = Sample.Now.AddSeconds(10);
        Assert.False(await SettleAsync(Outbox.Settle(Assert.Single(await ClaimAsync("one")), OutboxState.Pending, due) with { DeliveredTo = ["a", "ü \"b\""] }));

        Assert.Empty(await ClaimAsync("two", due.AddTicks(-1)));
        var item = Assert.Single(await ClaimAsync("two", due));
        Assert.Equal((1, 1, "the handler threw"), (item.Event.Sequence, item.Attempts, item.LastError));
        Assert.Equal(["a", "ü \"b\""], item.DeliveredTo);
    }

    [Fact]
    public async Task An_order_that_waits_holds_no_other_order_back()
    {
        await GivenOrderAsync();
        await SettleAsync(Outbox.Settle(Assert.Single(await ClaimAsync("one")), OutboxState.Pending, Sample.Now.AddHours(1)));
        var other = await GivenOrderAsync();

        Assert.Equal(other.OrderNo, Assert.Single(await ClaimAsync("one")).Event.OrderNo);
    }

    [Fact]
    public async Task A_settlement_is_ignored_when_the_lease_is_another_nodes()
    {
        await GivenOrderAsync();
        var late = Assert.Single(await ClaimAsync("one"));
        var current = Assert.Single(await ClaimAsync("two", LeaseEnd));

        await SettleAsync(Outbox.Settle(late, OutboxState.Delivered));
        await SettleAsync(Outbox.Settle(late, OutboxState.Dead));
        await SettleAsync(Outbox.Settle(late, OutboxState.Pending));

        Assert.Empty(await ClaimAsync("three", LeaseEnd));
        Assert.Empty(await DeadAsync());
        var again = Assert.Single(await ClaimAsync("three", LeaseEnd.AddMinutes(1)));
        Assert.Equal(current.Event.EventId, again.Event.EventId);
        Assert.Equal(0, again.Attempts);
    }

    [Fact]
    public async Task A_settlement_of_an_event_nobody_claimed_is_ignored()
    {
        var order = await GivenOrderAsync();
        await SettleAsync(Outbox.Settle(new OutboxItem(Sample.Created(order), "node", 0, [], null), OutboxState.Delivered));
        await SettleAsync(Outbox.Settle(new OutboxItem(Sample.Created(Sample.Order()), "node", 0, [], null), OutboxState.Delivered));

        Assert.Single(await ClaimAsync("node"));
    }

    [Fact]
    public async Task A_settlement_repeated_changes_nothing()
    {
        var order = await GivenOrderAsync();
        await CommitAsync(Sample.Next(order));
        var settled = Outbox.Settle(Assert.Single(await ClaimAsync("node")), OutboxState.Delivered);
        await SettleAsync(settled);
        await SettleAsync(settled);
        await SettleAsync(settled with { State = OutboxState.Pending, DueAt = Sample.Now });

        Assert.Equal(2, Assert.Single(await ClaimAsync("node")).Event.Sequence);
    }

    [Fact]
    public async Task Many_settlements_in_one_call_are_each_judged_alone()
    {
        await GivenOrderAsync();
        await GivenOrderAsync();
        var items = await ClaimAsync("node");

        await SettleAsync(Outbox.Settle(items[0], OutboxState.Delivered) with { Owner = "impostor" }, Outbox.Settle(items[1], OutboxState.Delivered));

        Assert.Equal(items[0].Event.EventId, Assert.Single(await ClaimAsync("node", LeaseEnd)).Event.EventId);
        await Store.SettleEventsAsync([], Cancellation);
    }

    [Fact]
    public async Task A_claim_is_bounded_and_takes_what_waits_longest_first()
    {
        var orders = new List<OrderNo>();
        for (var i = 0; i < 5; i++)
        {
            orders.Add((await GivenOrderAsync(Sample.Order(at: Sample.Now.AddSeconds(-5 + i)))).OrderNo);
        }

        Assert.Equal(orders[..3], (await ClaimAsync("node", max: 3)).Select(item => item.Event.OrderNo));
        Assert.Equal(orders[3..], (await ClaimAsync("node", max: 3)).Select(item => item.Event.OrderNo));
    }

    [Fact]
    public async Task A_claim_asks_for_1_to_1000_events()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ClaimAsync("node", max: 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ClaimAsync("node", max: 1_001));
        Assert.Empty(await ClaimAsync("node", max: 1_000));
    }

    [Fact]
    public async Task A_dead_letter_is_listed_and_not_claimed_and_holds_nothing_back()
    {
        var order = await GivenOrderAsync();
        await CommitAsync(Sample.Next(order));
        await SettleAsync(Outbox.Settle(Assert.Single(await ClaimAsync("node")), OutboxState.Dead) with { DeliveredTo = ["a"], Attempts = 12 });

        var dead = Assert.Single(await DeadAsync());
        Same.Event(Sample.Created(order), dead.Event);
        Assert.Equal(("", 12, "the handler threw"), (dead.Owner, dead.Attempts, dead.LastError));
        Assert.Equal(["a"], dead.DeliveredTo);
        Assert.Equal(2, Assert.Single(await ClaimAsync("node", LeaseEnd)).Event.Sequence);
    }

    [Fact]
    public async Task Dead_letters_are_listed_oldest_first_and_bounded()
    {
        int[] seconds = [-3, -1, -2];
        foreach (var second in seconds)
        {
            await GivenOrderAsync(Sample.Order(at: Sample.Now.AddSeconds(second)));
        }

        await SettleAsync([.. (await ClaimAsync("node")).Select(item => Outbox.Settle(item, OutboxState.Dead))]);

        Assert.Equal([-3, -2, -1], (await DeadAsync()).Select(item => (int)(item.Event.OccurredAt - Sample.Now).TotalSeconds));
        Assert.Equal([-3, -2], (await DeadAsync(max: 2)).Select(item => (int)(item.Event.OccurredAt - Sample.Now).TotalSeconds));
    }

    [Fact]
    public async Task A_replayed_dead_letter_is_due_at_once_and_starts_over_for_those_who_have_it_not()
    {
        await GivenOrderAsync();
        var dead = Assert.Single(await ClaimAsync("node"));
        await SettleAsync(Outbox.Settle(dead, OutboxState.Dead) with { DeliveredTo = ["a"], Attempts = 12 });

        var now = Sample.Now.AddDays(1);
        Assert.True(await Store.ReplayDeadLetterAsync(dead.Event.EventId, now, Cancellation));

        Assert.Empty(await DeadAsync());
        Assert.Empty(await ClaimAsync("node", now.AddTicks(-1)));
        var item = Assert.Single(await ClaimAsync("node", now));
        Assert.Equal((dead.Event.EventId, 0), (item.Event.EventId, item.Attempts));
        Assert.Equal(["a"], item.DeliveredTo);
    }

    [Fact]
    public async Task A_replayed_dead_letter_goes_before_later_events_that_wait()
    {
        var order = await GivenOrderAsync();
        var first = Assert.Single(await ClaimAsync("node"));
        await SettleAsync(Outbox.Settle(first, OutboxState.Dead));
        await CommitAsync(Sample.Next(order));
        await Store.ReplayDeadLetterAsync(first.Event.EventId, Sample.Now, Cancellation);

        var item = Assert.Single(await ClaimAsync("node"));
        Assert.Equal(1, item.Event.Sequence);
        await SettleAsync(Outbox.Settle(item, OutboxState.Delivered));
        Assert.Equal(2, Assert.Single(await ClaimAsync("node")).Event.Sequence);
    }

    [Fact]
    public async Task A_dead_letter_replayed_while_a_later_event_is_delivered_disturbs_neither()
    {
        var order = await GivenOrderAsync();
        var first = Assert.Single(await ClaimAsync("node"));
        await SettleAsync(Outbox.Settle(first, OutboxState.Dead));
        await CommitAsync(Sample.Next(order));
        var second = Assert.Single(await ClaimAsync("node"));
        await Store.ReplayDeadLetterAsync(first.Event.EventId, Sample.Now, Cancellation);

        // The later event's lease ends first: it waits for the replayed one now.
        Assert.Equal([1], (await ClaimAsync("other", LeaseEnd)).Select(item => item.Event.Sequence));
        await SettleAsync(Outbox.Settle(second, OutboxState.Delivered));
        Assert.Equal([1], (await ClaimAsync("other", LeaseEnd.AddMinutes(1))).Select(item => item.Event.Sequence));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("nonsense")]
    [InlineData("00000000000000000000000000-1")]
    [InlineData("00000000000000000000000000-99999999999")]
    public async Task What_is_no_dead_letter_is_not_replayed(string eventId) =>
        Assert.False(await Store.ReplayDeadLetterAsync(eventId, Sample.Now, Cancellation));

    [Fact]
    public async Task Only_the_exact_id_of_a_dead_letter_replays_it()
    {
        var order = await GivenOrderAsync();
        Assert.False(await Store.ReplayDeadLetterAsync($"{order.OrderNo}-1", Sample.Now, Cancellation)); // pending
        var item = Assert.Single(await ClaimAsync("node"));
        Assert.False(await Store.ReplayDeadLetterAsync($"{order.OrderNo}-1", Sample.Now, Cancellation)); // leased
        await SettleAsync(Outbox.Settle(item, OutboxState.Dead));
        string[] others = [$"{order.OrderNo}-01", $"{order.OrderNo}-+1", $"{order.OrderNo}- 1", $"{order.OrderNo}-2", $"{order.OrderNo}1", $"{order.OrderNo}-1 "];
        foreach (var other in others)
        {
            Assert.False(await Store.ReplayDeadLetterAsync(other, Sample.Now, Cancellation));
        }

        Assert.True(await Store.ReplayDeadLetterAsync($"{order.OrderNo}-1", Sample.Now, Cancellation));
        Assert.False(await Store.ReplayDeadLetterAsync($"{order.OrderNo}-1", Sample.Now, Cancellation));
    }

    private async Task<IReadOnlyList<OutboxItem>> ClaimAsync(string owner, DateTimeOffset? now = null, int max = 100) =>
        await Store.ClaimEventsAsync(new(owner, max, now ?? Sample.Now, (now ?? Sample.Now).AddMinutes(1)), Cancellation);

    private Task<bool> SettleAsync(params OutboxSettlement[] settlements) => Store.SettleEventsAsync(settlements, Cancellation).AsTask();

    private async Task<IReadOnlyList<OutboxItem>> DeadAsync(int max = 100) => await Store.ReadDeadLettersAsync(max, Cancellation);
}
