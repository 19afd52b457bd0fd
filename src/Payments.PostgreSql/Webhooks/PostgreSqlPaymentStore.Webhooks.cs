using Payments.Webhooks;

namespace Payments.PostgreSql;

/// <content>Webhooks in the same schema.</content>
public sealed partial class PostgreSqlPaymentStore : IWebhookStore
{
    ValueTask<bool> IWebhookStore.AddEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => Database.Webhooks.AddAsync(endpoint, cancellationToken);

    ValueTask<WebhookEndpoint?> IWebhookStore.FindEndpointAsync(string endpointId, CancellationToken cancellationToken) =>
        Database.Webhooks.FindAsync(endpointId, cancellationToken);

    ValueTask<IReadOnlyList<WebhookEndpoint>> IWebhookStore.ReadEndpointsAsync(string? merchantId, string? afterEndpointId, int max, CancellationToken cancellationToken) =>
        Database.Webhooks.ReadAsync(merchantId, afterEndpointId ?? "", Positive(max), cancellationToken);

    ValueTask<bool> IWebhookStore.UpdateEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        Database.Webhooks.UpdateAsync(endpoint, cancellationToken);

    ValueTask<int> IWebhookStore.EnqueueAsync(WebhookMessage message, CancellationToken cancellationToken) => Database.Webhooks.EnqueueAsync(message, cancellationToken);

    ValueTask<IReadOnlyList<ClaimedWebhook>> IWebhookStore.ClaimAsync(ClaimWebhooks intent, CancellationToken cancellationToken) =>
        Database.Webhooks.ClaimAsync(intent, cancellationToken);

    ValueTask<bool> IWebhookStore.SettleAsync(WebhookSettlement settlement, CancellationToken cancellationToken) => Database.Webhooks.SettleAsync(settlement, cancellationToken);

    ValueTask<WebhookDelivery?> IWebhookStore.FindDeliveryAsync(string endpointId, string eventId, CancellationToken cancellationToken) =>
        Database.Webhooks.FindDeliveryAsync(endpointId, eventId, cancellationToken);

    ValueTask<IReadOnlyList<WebhookDelivery>> IWebhookStore.ReadDeliveriesAsync(ReadWebhookDeliveries query, CancellationToken cancellationToken) =>
        Database.Webhooks.ReadDeliveriesAsync(query with { Max = Positive(query.Max) }, cancellationToken);

    ValueTask<IReadOnlyList<WebhookAttempt>> IWebhookStore.ReadAttemptsAsync(string endpointId, string eventId, int max, CancellationToken cancellationToken) =>
        Database.Webhooks.ReadAttemptsAsync(endpointId, eventId, Positive(max), cancellationToken);

    ValueTask<bool> IWebhookStore.ReplayAsync(string endpointId, string eventId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.Webhooks.ReplayAsync(endpointId, eventId, now, cancellationToken);

    ValueTask<int> IWebhookStore.ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.Webhooks.ReplayUndeliveredAsync(endpointId, since, now, cancellationToken);

    ValueTask<int> IWebhookStore.PurgeAsync(DateTimeOffset before, int max, CancellationToken cancellationToken) =>
        Database.Webhooks.PurgeAsync(before, Positive(max), cancellationToken);
}
