using Payments.Storage;
using Payments.Webhooks;
using Xunit;

namespace Payments.Conformance;

/// <summary>
/// Webhooks in a store, for providers whose stores keep them: endpoints change by compare-and-set, deliveries are enqueued once, leased to one node,
/// in order per order, fairly among endpoints. A provider writes <c>public sealed class MyWebhooks : WebhookConformance&lt;MyFixture&gt;;</c>.
/// </summary>
/// <typeparam name="TFixture">Makes the provider's stores, which implement <see cref="IWebhookStore"/> too.</typeparam>
public abstract class WebhookConformance<TFixture> : IAsyncLifetime
    where TFixture : PaymentStoreFixture, new()
{
    private static IReadOnlyDictionary<string, int> NoShares { get; } = System.Collections.Frozen.FrozenDictionary<string, int>.Empty;

    /// <summary>The data of this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>An initialised store.</summary>
    protected IWebhookStore Store { get; private set; } = null!;

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
    public async Task An_endpoint_comes_back_as_it_was()
    {
        var plain = Endpoint("we_1");
        var full = Endpoint("we_2") with
        {
            EventTypes = ["order.paid", "refund.succeeded"],
            Status = WebhookEndpointStatus.Disabled,
            Reason = "茶 '; DROP TABLE \"x\" \\ 🍵",
            Keys = [new WebhookKey(WebhookSecret.Generate()), new WebhookKey(WebhookSecret.Generate(), Sample.Now.AddHours(24))],
            VerifiedAt = Sample.Now.AddTicks(7),
        };
        foreach (var endpoint in new[] { plain, full })
        {
            Assert.True(await Store.AddEndpointAsync(endpoint, Cancellation));
            Same(endpoint, await Store.FindEndpointAsync(endpoint.EndpointId, Cancellation));
        }

        Assert.False(await Store.AddEndpointAsync(plain with { Url = "https://other.example/" }, Cancellation));
        Same(plain, await Store.FindEndpointAsync("we_1", Cancellation));
        Assert.Null(await Store.FindEndpointAsync("we_3", Cancellation));
    }

    [Fact]
    public async Task Endpoints_are_listed_by_id_and_merchant()
    {
        foreach (var (id, merchant) in new[] { ("we_3", "a"), ("we_1", "a"), ("we_2", "b"), ("we_4", "a") })
        {
            await Store.AddEndpointAsync(Endpoint(id, merchant), Cancellation);
        }

        Assert.Equal(["we_1", "we_2", "we_3", "we_4"], await IdsAsync(null, null, 10));
        Assert.Equal(["we_1", "we_3"], await IdsAsync("a", null, 2));
        Assert.Equal(["we_4"], await IdsAsync("a", "we_3", 2));
        Assert.Empty(await IdsAsync("c", null, 2));

        async Task<IEnumerable<string>> IdsAsync(string? merchant, string? after, int max) =>
            (await Store.ReadEndpointsAsync(merchant, after, max, Cancellation)).Select(each => each.EndpointId);
    }

    [Fact]
    public async Task Of_changes_made_at_once_at_two_nodes_one_goes_through()
    {
        IWebhookStore[] nodes = [Store, await OpenNodeAsync()];
        var endpoint = await GivenEndpointAsync("we_1");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () => await nodes[i % 2].UpdateEndpointAsync(endpoint with { Version = 2, Reason = $"{i}" }, Cancellation), Cancellation)));

        Assert.Single(verdicts, true);
        Assert.Equal(2, (await Store.FindEndpointAsync("we_1", Cancellation))!.Version);
        Assert.False(await Store.UpdateEndpointAsync(endpoint with { Version = 4 }, Cancellation));
        Assert.False(await Store.UpdateEndpointAsync(endpoint with { Version = 3, MerchantId = "other" }, Cancellation));
    }

    [Fact]
    public async Task A_message_is_enqueued_once_for_every_endpoint_that_wants_it()
    {
        await GivenEndpointAsync("we_all");
        await Store.AddEndpointAsync(Endpoint("we_paid") with { EventTypes = ["order.paid"] }, Cancellation);
        await Store.AddEndpointAsync(Endpoint("we_refund") with { EventTypes = ["refund.created"] }, Cancellation);
        await Store.AddEndpointAsync(Endpoint("we_other", "other"), Cancellation);
        await Store.AddEndpointAsync(Endpoint("we_new") with { Status = WebhookEndpointStatus.Unverified }, Cancellation);
        await Store.AddEndpointAsync(Endpoint("we_off") with { Status = WebhookEndpointStatus.Disabled }, Cancellation);
        IWebhookStore[] nodes = [Store, await OpenNodeAsync()];
        var message = Message(Sample.OrderNo(), 1);

        var counts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await nodes[i % 2].EnqueueAsync(message, Cancellation), Cancellation)));

        Assert.Equal(2, counts.Sum());
        var claimed = await ClaimAsync();
        Assert.Equal(["we_all", "we_paid"], claimed.Select(each => each.Endpoint.EndpointId).Order());
        var delivery = claimed[0].Delivery;
        Assert.Equal((message.EventId, message.EventType, message.OrderNo, message.Sequence, message.Now, message.MerchantId), (delivery.EventId, delivery.EventType, delivery.OrderNo, delivery.Sequence, delivery.CreatedAt, delivery.MerchantId));
        Assert.Equal(message.Body.ToArray(), delivery.Body.ToArray());
    }

    [Fact]
    public async Task A_delivery_is_leased_to_one_node_until_its_lease_is_over()
    {
        await GivenEndpointAsync("we_1");
        for (var i = 0; i < 50; i++)
        {
            await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation);
        }

        IWebhookStore[] nodes = [Store, await OpenNodeAsync()];
        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            async () => await nodes[i % 2].ClaimAsync(new ClaimWebhooks($"n{i}", 10, 10, NoShares, Sample.Now, Sample.Now.AddSeconds(60)), Cancellation), Cancellation)));

        Assert.Equal(50, claims.SelectMany(each => each).Select(each => each.Delivery.EventId).Distinct().Count());
        Assert.Equal(50, claims.Sum(each => each.Count));
        Assert.Empty(await ClaimAsync(at: Sample.Now.AddSeconds(59)));
        Assert.Equal(50, (await ClaimAsync(at: Sample.Now.AddSeconds(60))).Count);
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_settles_and_every_try_is_kept()
    {
        await GivenEndpointAsync("we_1");
        await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation);
        var first = Assert.Single(await ClaimAsync("a"));
        var second = Assert.Single(await ClaimAsync("b", at: Sample.Now.AddMinutes(10)));

        await Store.SettleAsync(Settle(first, "a", WebhookDeliveryState.Delivered) with { Attempt = Attempt(200, null, "ok") }, Cancellation);
        Assert.Equal(WebhookDeliveryState.Pending, (await FindAsync(first))!.State);

        await Store.SettleAsync(Settle(second, "b", WebhookDeliveryState.Pending) with { Attempts = 3, DueAt = Sample.Now.AddHours(1), Attempt = Attempt(null, "no answer", null) }, Cancellation);
        var found = (await FindAsync(first))!;
        Assert.Equal((WebhookDeliveryState.Pending, 3, Sample.Now.AddHours(1), null), (found.State, found.Attempts, found.DueAt!.Value, found.SettledAt));
        Assert.Equal([Attempt(200, null, "ok"), Attempt(null, "no answer", null)], await Store.ReadAttemptsAsync("we_1", found.EventId, 10, Cancellation));
        Assert.Empty(await ClaimAsync(at: Sample.Now.AddMinutes(59)));
        Assert.Equal(3, Assert.Single(await ClaimAsync(at: Sample.Now.AddHours(1))).Delivery.Attempts);
    }

    [Fact]
    public async Task The_events_of_an_order_come_one_after_the_other_and_hold_no_other_order_up()
    {
        await GivenEndpointAsync("we_1");
        await GivenEndpointAsync("we_2");
        var (one, two) = (Sample.OrderNo(), Sample.OrderNo());
        foreach (var (order, sequence) in new[] { (one, 2), (one, 1), (one, 3), (two, 1) })
        {
            await Store.EnqueueAsync(Message(order, sequence), Cancellation);
        }

        var claimed = await ClaimAsync();
        Assert.Equal(new[] { $"{one}-1", $"{two}-1" }.Order(StringComparer.Ordinal), Of(claimed, "we_1").Order(StringComparer.Ordinal));
        Assert.Empty(await ClaimAsync());

        Assert.False(await Store.SettleAsync(Settle(Find(claimed, "we_1", one), "me", WebhookDeliveryState.Pending), Cancellation));
        Assert.Equal([$"{one}-1"], Of(await ClaimAsync("me2"), "we_1"));
        await Store.SettleAsync(Settle(Find(claimed, "we_1", one), "me2", WebhookDeliveryState.Delivered), Cancellation);
        var next = await ClaimAsync("me3");
        Assert.Equal([$"{one}-2"], Of(next, "we_1"));
        Assert.Empty(Of(next, "we_2"));
        Assert.True(await Store.SettleAsync(Settle(Find(next, "we_1", one), "me3", WebhookDeliveryState.Failed), Cancellation));
        var last = await ClaimAsync("me4");
        Assert.Equal([$"{one}-3"], Of(last, "we_1"));
        Assert.False(await Store.SettleAsync(Settle(Find(last, "we_1", one), "me4", WebhookDeliveryState.Delivered), Cancellation));

        static IEnumerable<string> Of(IReadOnlyList<ClaimedWebhook> claimed, string endpointId) => claimed.Where(each => each.Endpoint.EndpointId == endpointId).Select(each => each.Delivery.EventId);
        static ClaimedWebhook Find(IReadOnlyList<ClaimedWebhook> claimed, string endpointId, OrderNo orderNo) => claimed.Single(each => each.Endpoint.EndpointId == endpointId && each.Delivery.OrderNo == orderNo);
    }

    [Fact]
    public async Task However_much_waits_for_one_endpoint_the_others_get_their_share()
    {
        await GivenEndpointAsync("we_a");
        await GivenEndpointAsync("we_b");
        await Store.AddEndpointAsync(Endpoint("we_c", "other"), Cancellation);
        for (var i = 0; i < 30; i++)
        {
            await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation);
        }

        await Store.EnqueueAsync(Message(Sample.OrderNo(), 1) with { MerchantId = "other", Now = Sample.Now.AddSeconds(1) }, Cancellation);
        var intent = new ClaimWebhooks("me", 10, 4, new Dictionary<string, int> { ["we_a"] = 1 }, Sample.Now.AddSeconds(1), Sample.Now.AddMinutes(1));

        Assert.Equal(["we_a 1", "we_b 4", "we_c 1"], Counts(await Store.ClaimAsync(intent, Cancellation)));
        Assert.Equal(["we_b 4"], Counts(await Store.ClaimAsync(intent with { Shares = new Dictionary<string, int> { ["we_a"] = 0 } }, Cancellation)));
        Assert.Equal(6, (await Store.ClaimAsync(intent with { Max = 6, Shares = NoShares }, Cancellation)).Count);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimAsync(intent with { Max = 0 }, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimAsync(intent with { Owner = "" }, Cancellation));

        static IEnumerable<string> Counts(IReadOnlyList<ClaimedWebhook> claimed) => claimed.GroupBy(each => each.Endpoint.EndpointId).Select(each => $"{each.Key} {each.Count()}").Order();
    }

    [Fact]
    public async Task Disabling_an_endpoint_cancels_what_is_pending_and_replaying_brings_it_back()
    {
        var endpoint = await GivenEndpointAsync("we_1");
        await GivenEndpointAsync("we_2");
        var message = Message(Sample.OrderNo(), 1);
        await Store.EnqueueAsync(message, Cancellation);

        var off = endpoint with { Version = 2, Status = WebhookEndpointStatus.Disabled, Reason = "asked for", UpdatedAt = Sample.Now.AddSeconds(1) };
        Assert.True(await Store.UpdateEndpointAsync(off, Cancellation));
        Assert.Equal("we_2", Assert.Single(await ClaimAsync()).Endpoint.EndpointId);
        var cancelled = (await Store.FindDeliveryAsync("we_1", message.EventId, Cancellation))!;
        Assert.Equal((WebhookDeliveryState.Cancelled, Sample.Now.AddSeconds(1)), (cancelled.State, cancelled.SettledAt!.Value));
        Assert.False(await Store.ReplayAsync("we_1", message.EventId, Sample.Now, Cancellation));
        Assert.Equal(0, await Store.ReplayUndeliveredAsync("we_1", Sample.Now, Sample.Now, Cancellation));

        Assert.True(await Store.UpdateEndpointAsync(off with { Version = 3, Status = WebhookEndpointStatus.Active }, Cancellation));
        Assert.True(await Store.ReplayAsync("we_1", message.EventId, Sample.Now, Cancellation));
        Assert.False(await Store.ReplayAsync("we_1", message.EventId, Sample.Now, Cancellation));
        Assert.False(await Store.ReplayAsync("we_1", "unknown", Sample.Now, Cancellation));
        Assert.Equal("we_1", Assert.Single(await ClaimAsync()).Endpoint.EndpointId);
    }

    [Fact]
    public async Task A_settlement_that_says_gone_disables_the_endpoint_whoever_has_the_lease()
    {
        var endpoint = await GivenEndpointAsync("we_1");
        await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation);
        await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation);
        var claimed = await ClaimAsync();

        await Store.SettleAsync(Settle(claimed[0], "other", WebhookDeliveryState.Cancelled) with { DisableReason = "gone" }, Cancellation);

        var found = (await Store.FindEndpointAsync("we_1", Cancellation))!;
        Assert.Equal((WebhookEndpointStatus.Disabled, "gone", endpoint.Version + 1), (found.Status, found.Reason, found.Version));
        Assert.All(await ListAsync(null), each => Assert.Equal(WebhookDeliveryState.Cancelled, each.State));
        Assert.Equal(0, await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation));
    }

    [Fact]
    public async Task Deliveries_are_listed_the_last_first_replayed_since_a_moment_and_purged()
    {
        await GivenEndpointAsync("we_1");
        for (var i = 0; i < 4; i++)
        {
            await Store.EnqueueAsync(Message(Sample.OrderNo(), 1) with { Now = Sample.Now.AddSeconds(i) }, Cancellation);
        }

        WebhookDeliveryState[] ends = [WebhookDeliveryState.Failed, WebhookDeliveryState.Delivered, WebhookDeliveryState.Failed, WebhookDeliveryState.Cancelled];
        var claimed = (await ClaimAsync(at: Sample.Now.AddMinutes(1))).OrderBy(each => each.Delivery.CreatedAt).ToList();
        foreach (var (delivery, end) in claimed.Zip(ends))
        {
            await Store.SettleAsync(Settle(delivery, "me", end) with { Attempt = Attempt(500, "answered 500", null) }, Cancellation);
        }

        var ids = claimed.Select(each => each.Delivery.EventId).ToList();
        Assert.Equal([ids[3], ids[2], ids[1], ids[0]], (await ListAsync(null)).Select(each => each.EventId));
        Assert.Equal([ids[2], ids[0]], (await ListAsync(WebhookDeliveryState.Failed)).Select(each => each.EventId));
        Assert.Equal([ids[1], ids[0]], (await Store.ReadDeliveriesAsync(new("we_1", null, ids[2], 10), Cancellation)).Select(each => each.EventId));
        Assert.Equal([ids[3]], (await Store.ReadDeliveriesAsync(new("we_1", null, null, 1), Cancellation)).Select(each => each.EventId));

        Assert.Equal(2, await Store.ReplayUndeliveredAsync("we_1", Sample.Now.AddSeconds(1), Sample.Now.AddHours(1), Cancellation));
        Assert.Equal([ids[2], ids[3]], (await ClaimAsync("again", at: Sample.Now.AddHours(1))).Select(each => each.Delivery.EventId).Order(Comparer<string>.Create((a, b) => ids.IndexOf(a) - ids.IndexOf(b))));
        Assert.Equal(2, await Store.PurgeAsync(Sample.Now.AddDays(1), 10, Cancellation));
        Assert.Equal([ids[3], ids[2]], (await ListAsync(null)).Select(each => each.EventId));
        Assert.Empty(await Store.ReadAttemptsAsync("we_1", ids[0], 10, Cancellation));
        Assert.Equal(0, await Store.PurgeAsync(Sample.Now.AddDays(1), 10, Cancellation));
    }

    [Fact]
    public async Task What_is_pending_is_there_when_the_store_is_opened_again()
    {
        await GivenEndpointAsync("we_1");
        await Store.EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation);
        await ((IAsyncDisposable)Store).DisposeAsync();

        Store = await OpenNodeAsync();

        Assert.Single(await ClaimAsync());
    }

    private static WebhookEndpoint Endpoint(string id, string merchantId = Merchants.Default) => new()
    {
        EndpointId = id,
        MerchantId = merchantId,
        Url = "https://shop.example/hooks?a=b",
        EventTypes = [],
        Status = WebhookEndpointStatus.Active,
        Keys = [new WebhookKey(WebhookSecret.Generate())],
        CreatedAt = Sample.Now,
        UpdatedAt = Sample.Now,
        Version = 1,
    };

    private static WebhookMessage Message(OrderNo orderNo, int sequence) =>
        new($"{orderNo}-{sequence}", Merchants.Default, "order.paid", orderNo, sequence, "{\"subject\":\"茶\"}"u8.ToArray(), Sample.Now);

    private static WebhookSettlement Settle(ClaimedWebhook claimed, string owner, WebhookDeliveryState state) => new()
    {
        EndpointId = claimed.Endpoint.EndpointId,
        EventId = claimed.Delivery.EventId,
        Owner = owner,
        State = state,
        Attempts = claimed.Delivery.Attempts + 1,
        Now = Sample.Now,
    };

    private static WebhookAttempt Attempt(int? status, string? error, string? response) =>
        new() { StartedAt = Sample.Now, Duration = TimeSpan.FromTicks(1_234_567), StatusCode = status, Error = error, Response = response };

    private static void Same(WebhookEndpoint expected, WebhookEndpoint? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.EventTypes, actual.EventTypes);
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.Equal(expected with { EventTypes = [], Keys = [] }, actual with { EventTypes = [], Keys = [] });
    }

    private async Task<IWebhookStore> OpenNodeAsync()
    {
        var store = await Fixture.CreateStoreAsync();
        await store.InitializeAsync(Cancellation);
        return (IWebhookStore)store;
    }

    private async Task<WebhookEndpoint> GivenEndpointAsync(string id)
    {
        var endpoint = Endpoint(id);
        Assert.True(await Store.AddEndpointAsync(endpoint, Cancellation));
        return endpoint;
    }

    private ValueTask<IReadOnlyList<ClaimedWebhook>> ClaimAsync(string owner = "me", DateTimeOffset? at = null) =>
        Store.ClaimAsync(new ClaimWebhooks(owner, 1_000, 1_000, NoShares, at ?? Sample.Now, (at ?? Sample.Now).AddMinutes(5)), Cancellation);

    private ValueTask<WebhookDelivery?> FindAsync(ClaimedWebhook claimed) => Store.FindDeliveryAsync(claimed.Endpoint.EndpointId, claimed.Delivery.EventId, Cancellation);

    private ValueTask<IReadOnlyList<WebhookDelivery>> ListAsync(WebhookDeliveryState? state) => Store.ReadDeliveriesAsync(new("we_1", state, null, 100), Cancellation);
}
