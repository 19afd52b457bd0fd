using Payments.Webhooks;

namespace Payments.Fleet.Nodes;

/// <summary>Hands everything on to the store of webhooks, and can die around what the sender does.</summary>
internal sealed class CrashingWebhooks(IWebhookStore inner, CrashSwitch crash) : IWebhookStore
{
    public async ValueTask<int> EnqueueAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        var added = await inner.EnqueueAsync(message, cancellationToken);
        crash.Reach(CrashPoint.WebhookAfterEnqueue);
        return added;
    }

    public async ValueTask<IReadOnlyList<ClaimedWebhook>> ClaimAsync(ClaimWebhooks intent, CancellationToken cancellationToken)
    {
        var claimed = await inner.ClaimAsync(intent, cancellationToken);
        if (claimed.Count > 0)
        {
            crash.Reach(CrashPoint.WebhookAfterClaim);
        }

        return claimed;
    }

    public ValueTask<bool> SettleAsync(WebhookSettlement settlement, CancellationToken cancellationToken)
    {
        crash.Reach(CrashPoint.WebhookAfterSend);
        return crash.DuringAsync(CrashPoint.WebhookSettleInFlight, () => inner.SettleAsync(settlement, cancellationToken));
    }

    public ValueTask<bool> AddEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => inner.AddEndpointAsync(endpoint, cancellationToken);

    public ValueTask<WebhookEndpoint?> FindEndpointAsync(string endpointId, CancellationToken cancellationToken) => inner.FindEndpointAsync(endpointId, cancellationToken);

    public ValueTask<IReadOnlyList<WebhookEndpoint>> ReadEndpointsAsync(string? merchantId, string? afterEndpointId, int max, CancellationToken cancellationToken) =>
        inner.ReadEndpointsAsync(merchantId, afterEndpointId, max, cancellationToken);

    public ValueTask<bool> UpdateEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => inner.UpdateEndpointAsync(endpoint, cancellationToken);

    public ValueTask<WebhookDelivery?> FindDeliveryAsync(string endpointId, string eventId, CancellationToken cancellationToken) => inner.FindDeliveryAsync(endpointId, eventId, cancellationToken);

    public ValueTask<IReadOnlyList<WebhookDelivery>> ReadDeliveriesAsync(ReadWebhookDeliveries query, CancellationToken cancellationToken) => inner.ReadDeliveriesAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<WebhookAttempt>> ReadAttemptsAsync(string endpointId, string eventId, int max, CancellationToken cancellationToken) =>
        inner.ReadAttemptsAsync(endpointId, eventId, max, cancellationToken);

    public ValueTask<bool> ReplayAsync(string endpointId, string eventId, DateTimeOffset now, CancellationToken cancellationToken) => inner.ReplayAsync(endpointId, eventId, now, cancellationToken);

    public ValueTask<int> ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReplayUndeliveredAsync(endpointId, since, now, cancellationToken);

    public ValueTask<int> PurgeAsync(DateTimeOffset before, int max, CancellationToken cancellationToken) => inner.PurgeAsync(before, max, cancellationToken);
}
