using Payments.Conformance;
using Payments.Webhooks;
using Xunit;

namespace Payments.PostgreSql.Tests;

/// <summary>Two nodes at one endpoint in the same moment.</summary>
public sealed class WebhookRaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_enqueued_while_the_one_before_is_settled_is_never_forgotten()
    {
        await using var fixture = new PostgreSqlFixture();
        IWebhookStore[] nodes = [await OpenAsync(fixture), await OpenAsync(fixture)];
        await nodes[0].AddEndpointAsync(Endpoint, Cancellation);

        for (var round = 0; round < 60; round++)
        {
            var orderNo = Sample.OrderNo();
            await nodes[0].EnqueueAsync(Message(orderNo, 1), Cancellation);
            Assert.Equal(1, Assert.Single(await ClaimAsync(nodes[1])).Delivery.Sequence);
            await Task.WhenAll(
                Task.Run(() => nodes[0].EnqueueAsync(Message(orderNo, 2), Cancellation).AsTask(), Cancellation),
                Task.Run(() => nodes[1].SettleAsync(Delivered(orderNo, 1), Cancellation).AsTask(), Cancellation));

            Assert.Equal(2, Assert.Single(await ClaimAsync(nodes[1])).Delivery.Sequence);
            await nodes[1].SettleAsync(Delivered(orderNo, 2), Cancellation);
        }
    }

    [Fact]
    public async Task Nothing_is_left_pending_at_an_endpoint_that_is_disabled_while_messages_come()
    {
        await using var fixture = new PostgreSqlFixture();
        IWebhookStore[] nodes = [await OpenAsync(fixture), await OpenAsync(fixture)];
        await nodes[0].AddEndpointAsync(Endpoint, Cancellation);

        for (var (round, version) = (0, 2L); round < 40; round++, version += 2)
        {
            var off = Endpoint with { Version = version, Status = WebhookEndpointStatus.Disabled };
            var enqueued = Enumerable.Range(0, 6).Select(_ => Task.Run(() => nodes[0].EnqueueAsync(Message(Sample.OrderNo(), 1), Cancellation).AsTask(), Cancellation)).ToList();
            Assert.True(await nodes[1].UpdateEndpointAsync(off, Cancellation));
            await Task.WhenAll(enqueued);

            Assert.Equal(0, await fixture.QueryAsync("SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'Pending'"));
            Assert.True(await nodes[1].UpdateEndpointAsync(Endpoint with { Version = version + 1 }, Cancellation));
        }
    }

    internal static WebhookEndpoint Endpoint { get; } = new()
    {
        EndpointId = "we_1",
        MerchantId = Merchants.Default,
        Url = "https://shop.example/hooks",
        EventTypes = [],
        Status = WebhookEndpointStatus.Active,
        Keys = [new WebhookKey(WebhookSecret.Generate())],
        CreatedAt = Sample.Now,
        UpdatedAt = Sample.Now,
        Version = 1,
    };

    private static async Task<IWebhookStore> OpenAsync(PostgreSqlFixture fixture)
    {
        var store = await fixture.CreateAsync();
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private static WebhookMessage Message(OrderNo orderNo, int sequence) =>
        new($"{orderNo}-{sequence}", Merchants.Default, "order.paid", orderNo, sequence, "{}"u8.ToArray(), Sample.Now);

    private static ValueTask<IReadOnlyList<ClaimedWebhook>> ClaimAsync(IWebhookStore store) => store.ClaimAsync(
        new("me", 10, 10, new Dictionary<string, int>(), Sample.Now, Sample.Now.AddMinutes(5)), Cancellation);

    private static WebhookSettlement Delivered(OrderNo orderNo, int sequence) => new()
    {
        EndpointId = Endpoint.EndpointId,
        EventId = $"{orderNo}-{sequence}",
        Owner = "me",
        State = WebhookDeliveryState.Delivered,
        Attempts = 1,
        Now = Sample.Now,
    };
}
