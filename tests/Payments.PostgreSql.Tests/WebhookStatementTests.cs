using Payments.Conformance;
using Payments.Webhooks;
using Xunit;

namespace Payments.PostgreSql.Tests;

/// <summary>What a delivery costs the server does not grow with how many there are, and many share a statement.</summary>
public sealed class WebhookStatementTests
{
    private const string Owner = "me";
    private const string Table = "webhook_deliveries";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_among_thousands_is_found_by_statements_that_were_prepared_while_there_were_none()
    {
        const int Many = 3_000;
        await using var fixture = new PostgreSqlFixture(isFresh: true);
        await using (var store = await fixture.CreateAsync())
        {
            var webhooks = await OpenAsync(store);
            for (var i = 0; i < 20; i++)
            {
                await DeliverAsync(webhooks, 1); // on each connection, as at the start of a node
            }

            await DeliverAsync(webhooks, Many);
        }

        // Each is found four times (enqueued, claimed, settled, its successor looked for), in two indexes at most, its old versions beside it.
        Assert.InRange(await fixture.ReadRowsAsync(Table), Many, Many * 20);
    }

    [Fact]
    public async Task Deliveries_that_are_enqueued_and_settled_together_share_statements()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await OpenAsync(fixture);
        var fresh = await fixture.WhileLockedAsync(Table, 100, _ => store.EnqueueAsync(Message(Sample.OrderNo()), Cancellation).AsTask());
        Assert.All(fresh, count => Assert.Equal(1, count));
        Assert.InRange(await fixture.QueryAsync("SELECT COUNT(DISTINCT xmin::text) FROM webhook_deliveries"), 1, 4);

        var claimed = await ClaimAsync(store);
        await fixture.WhileLockedAsync(Table, claimed.Count, async i =>
        {
            await store.SettleAsync(Delivered(claimed[i]), Cancellation);
            return true;
        });
        Assert.Equal(100, await fixture.QueryAsync("SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'Delivered'"));
        Assert.InRange(await fixture.QueryAsync("SELECT COUNT(DISTINCT xmin::text) FROM webhook_deliveries"), 1, 4);
    }

    [Fact]
    public async Task An_event_that_comes_twice_at_once_is_one_delivery()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await OpenAsync(fixture);
        var message = Message(Sample.OrderNo());

        var fresh = await fixture.WhileLockedAsync(Table, 10, _ => store.EnqueueAsync(message, Cancellation).AsTask());

        Assert.Equal(1, fresh.Sum());
        Assert.Single(await ClaimAsync(store));
    }

    private static async Task DeliverAsync(IWebhookStore store, int count)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => store.EnqueueAsync(Message(Sample.OrderNo()), Cancellation).AsTask(), Cancellation)));
        for (var left = count; left > 0;)
        {
            var claimed = await ClaimAsync(store);
            await Task.WhenAll(claimed.Select(each => Task.Run(() => store.SettleAsync(Delivered(each), Cancellation).AsTask(), Cancellation)));
            left -= claimed.Count;
        }
    }

    private static async Task<IWebhookStore> OpenAsync(PostgreSqlFixture fixture) => await OpenAsync(await fixture.CreateAsync());

    private static async Task<IWebhookStore> OpenAsync(PostgreSqlPaymentStore store)
    {
        await store.InitializeAsync(Cancellation);
        IWebhookStore webhooks = store;
        await webhooks.AddEndpointAsync(WebhookRaceTests.Endpoint, Cancellation);
        return webhooks;
    }

    private static WebhookMessage Message(OrderNo orderNo) => new($"{orderNo}-1", Merchants.Default, "order.paid", orderNo, 1, "{}"u8.ToArray(), Sample.Now);

    private static ValueTask<IReadOnlyList<ClaimedWebhook>> ClaimAsync(IWebhookStore store) =>
        store.ClaimAsync(new(Owner, 1_000, 1_000, new Dictionary<string, int>(), Sample.Now, Sample.Now.AddMinutes(5)), Cancellation);

    private static WebhookSettlement Delivered(ClaimedWebhook claimed) => new()
    {
        EndpointId = claimed.Endpoint.EndpointId,
        EventId = claimed.Delivery.EventId,
        Owner = Owner,
        State = WebhookDeliveryState.Delivered,
        Attempts = 1,
        Now = Sample.Now,
    };
}
