using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>
/// How far behind the outbox is, for providers whose stores tell it. A provider writes
/// <c>public sealed class MyBacklog : BacklogConformance&lt;MyFixture&gt;;</c>.
/// </summary>
/// <typeparam name="TFixture">Makes the provider's stores, which implement <see cref="IOutboxBacklog"/> too.</typeparam>
public abstract class BacklogConformance<TFixture> : IAsyncLifetime
    where TFixture : PaymentStoreFixture, new()
{
    private static readonly OutboxBacklog Nothing = new(OldestAt: null, DeadLetters: 0);
    private static readonly DateTimeOffset Late = Sample.Now.AddHours(1);

    /// <summary>The data of this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>An initialised store.</summary>
    protected IPaymentStore Store { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store.</summary>
    public async ValueTask InitializeAsync() => Store = await OpenNodeAsync();

    /// <summary>Removes the data.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fixture.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_outbox_is_not_behind() => Assert.Equal(Nothing, await ReadAsync());

    [Fact]
    public async Task The_oldest_event_is_the_one_committed_first_whatever_is_due_first()
    {
        await GivenAsync(-20);
        await GivenAsync(-30);
        await GivenAsync(-10);
        Assert.Equal(Behind(-30), await ReadAsync());

        var first = (await ClaimAsync(max: 1))[0];
        Assert.Equal(At(-30), first.Event.OccurredAt);
        Assert.Equal(Behind(-30), await ReadAsync()); // leased is not delivered
        await SettleAsync(first, OutboxState.Pending, Late);

        Assert.Equal(Behind(-30), await ReadAsync());
    }

    [Fact]
    public async Task A_delivered_event_is_counted_no_more()
    {
        await GivenAsync(-30);
        await GivenAsync(-20);
        foreach (var left in (OutboxBacklog[])[Behind(-20), Nothing])
        {
            await SettleAsync((await ClaimAsync(max: 1))[0], OutboxState.Delivered);
            Assert.Equal(left, await ReadAsync());
        }
    }

    [Fact]
    public async Task The_next_event_of_an_order_is_as_old_as_its_own_commit()
    {
        var order = Sample.Order(at: At(-30));
        var second = Sample.Created(order, 2) with { OccurredAt = At(-5) };
        await Store.BeginOrderAsync(Sample.Begin(order) with { Events = [Sample.Created(order, 1), second] }, Cancellation);
        Assert.Equal(Behind(-30), await ReadAsync());

        await SettleAsync(Assert.Single(await ClaimAsync()), OutboxState.Delivered);
        Assert.Equal(Behind(-5), await ReadAsync());
        await SettleAsync(Assert.Single(await ClaimAsync()), OutboxState.Delivered);
        Assert.Equal(Nothing, await ReadAsync());
    }

    [Fact]
    public async Task A_dead_letter_is_counted_as_one_and_is_the_oldest_event_no_more()
    {
        await GivenAsync(-30);
        await GivenAsync(-20);
        await GivenAsync(-10);
        var claimed = await ClaimAsync();
        await SettleAsync(claimed[0], OutboxState.Dead);
        await SettleAsync(claimed[1], OutboxState.Dead);
        Assert.Equal(Behind(-10, dead: 2), await ReadAsync());

        await SettleAsync(claimed[2], OutboxState.Delivered);
        Assert.Equal(new OutboxBacklog(OldestAt: null, DeadLetters: 2), await ReadAsync());
    }

    [Fact]
    public async Task A_replayed_dead_letter_is_as_old_as_its_commit_and_a_dead_letter_no_more()
    {
        await GivenAsync(-30);
        await GivenAsync(-20);
        var claimed = await ClaimAsync();
        await SettleAsync(claimed[0], OutboxState.Dead);
        await SettleAsync(claimed[1], OutboxState.Dead);
        Assert.True(await Store.ReplayDeadLetterAsync(claimed[0].Event.EventId, Late, Cancellation));

        Assert.Equal(Behind(-30, dead: 1), await ReadAsync());
    }

    [Fact]
    public async Task A_settlement_of_a_lease_that_is_another_nodes_changes_nothing()
    {
        await GivenAsync(-30);
        var late = Assert.Single(await ClaimAsync());
        await ClaimAsync("other", Late);
        await SettleAsync(late, OutboxState.Dead);
        await SettleAsync(late, OutboxState.Delivered);

        Assert.Equal(Behind(-30), await ReadAsync());
    }

    [Fact]
    public async Task Every_node_sees_the_same_backlog()
    {
        await GivenAsync(-30);
        await GivenAsync(-20);
        await SettleAsync((await ClaimAsync(max: 1))[0], OutboxState.Dead);

        Assert.Equal(Behind(-20, dead: 1), await ReadAsync(await OpenNodeAsync()));
    }

    private static DateTimeOffset At(int seconds) => Sample.Now.AddSeconds(seconds);

    private static OutboxBacklog Behind(int seconds, int dead = 0) => new(At(seconds), dead);

    private async Task<IPaymentStore> OpenNodeAsync()
    {
        var store = await Fixture.CreateStoreAsync();
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private async Task<OutboxBacklog> ReadAsync(IPaymentStore? node = null) =>
        await Assert.IsType<IOutboxBacklog>(node ?? Store, exactMatch: false).ReadBacklogAsync(Cancellation);

    private async Task GivenAsync(int seconds) =>
        Assert.IsType<BeginOrderResult.Started>(await Store.BeginOrderAsync(Sample.Begin(Sample.Order(at: At(seconds))), Cancellation));

    private async Task<IReadOnlyList<OutboxItem>> ClaimAsync(string owner = "node", DateTimeOffset? now = null, int max = 100) =>
        await Store.ClaimEventsAsync(new(owner, max, now ?? Sample.Now, (now ?? Sample.Now).AddMinutes(1)), Cancellation);

    private Task<bool> SettleAsync(OutboxItem item, OutboxState state, DateTimeOffset? dueAt = null) =>
        Store.SettleEventsAsync([Outbox.Settle(item, state, dueAt)], Cancellation).AsTask();
}
