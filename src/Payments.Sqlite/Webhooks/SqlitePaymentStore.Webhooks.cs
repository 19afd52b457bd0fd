using Payments.Webhooks;

namespace Payments.Sqlite;

/// <content>Webhooks in the same file, so that one backup has everything.</content>
public sealed partial class SqlitePaymentStore : IWebhookStore
{
    ValueTask<bool> IWebhookStore.AddEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new AddEndpointWrite(endpoint, cancellationToken), cancellationToken);

    ValueTask<WebhookEndpoint?> IWebhookStore.FindEndpointAsync(string endpointId, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        endpointId,
        static (session, query) => EndpointRow.ReadOne(session.Prepare(WebhookSql.FindEndpoint).Bind(1, query)),
        cancellationToken);

    ValueTask<IReadOnlyList<WebhookEndpoint>> IWebhookStore.ReadEndpointsAsync(string? merchantId, string? afterEndpointId, int max, CancellationToken cancellationToken) =>
        Database.Readers.ReadAsync(
            (merchantId, after: afterEndpointId ?? "", max: Positive(max)),
            static (session, query) => EndpointRow.ReadAll(query.merchantId is { } merchant
                ? session.Prepare(WebhookSql.ReadMerchantEndpoints).Bind(1, query.after).Bind(2, query.max).Bind(3, merchant)
                : session.Prepare(WebhookSql.ReadEndpoints).Bind(1, query.after).Bind(2, query.max)),
            cancellationToken);

    ValueTask<bool> IWebhookStore.UpdateEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new UpdateEndpointWrite(endpoint, cancellationToken), cancellationToken);

    ValueTask<int> IWebhookStore.EnqueueAsync(WebhookMessage message, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new EnqueueWebhookWrite(message, cancellationToken), cancellationToken);

    ValueTask<IReadOnlyList<ClaimedWebhook>> IWebhookStore.ClaimAsync(ClaimWebhooks intent, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new ClaimWebhooksWrite(intent, cancellationToken), cancellationToken);

    ValueTask<bool> IWebhookStore.SettleAsync(WebhookSettlement settlement, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new SettleWebhookWrite(settlement, cancellationToken), cancellationToken);

    ValueTask<WebhookDelivery?> IWebhookStore.FindDeliveryAsync(string endpointId, string eventId, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (endpointId, eventId),
        static (session, query) => DeliveryRow.ReadAll(session.Prepare(WebhookSql.FindDelivery).Bind(1, query.endpointId).Bind(2, query.eventId)).SingleOrDefault(),
        cancellationToken);

    ValueTask<IReadOnlyList<WebhookDelivery>> IWebhookStore.ReadDeliveriesAsync(ReadWebhookDeliveries query, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        query with { Max = Positive(query.Max) },
        static (session, query) => DeliveryRow.ReadPage(session, query),
        cancellationToken);

    ValueTask<IReadOnlyList<WebhookAttempt>> IWebhookStore.ReadAttemptsAsync(string endpointId, string eventId, int max, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (endpointId, eventId, max: Positive(max)),
        static (session, query) => DeliveryRow.ReadAttempts(session.Prepare(WebhookSql.ReadAttempts).Bind(1, query.endpointId).Bind(2, query.eventId).Bind(3, query.max)),
        cancellationToken);

    ValueTask<bool> IWebhookStore.ReplayAsync(string endpointId, string eventId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new ReplayWebhookWrite(endpointId, eventId, now, cancellationToken), cancellationToken);

    ValueTask<int> IWebhookStore.ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new ReplayUndeliveredWrite(endpointId, since, now, cancellationToken), cancellationToken);

    ValueTask<int> IWebhookStore.PurgeAsync(DateTimeOffset before, int max, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new PurgeWebhooksWrite(before, Positive(max), cancellationToken), cancellationToken);
}
