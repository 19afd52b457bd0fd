using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Payments.Shared;

namespace Payments.Webhooks;

/// <summary>Takes events from the outbox and has the store enqueue them for every endpoint that wants them; the bytes are made once, here.</summary>
internal sealed class WebhookEnqueuer(IServiceProvider services, WebhookSignal signal, TimeProvider time)
{
    public async ValueTask EnqueueAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
    {
        var message = new WebhookMessage(
            paymentEvent.EventId,
            paymentEvent.Order.MerchantId,
            paymentEvent.Type,
            paymentEvent.OrderNo,
            paymentEvent.Sequence,
            BodyOf(paymentEvent),
            time.GetUtcNow());
        if (await services.GetRequiredService<IWebhookStore>().EnqueueAsync(message, cancellationToken).ConfigureAwait(false) > 0)
        {
            signal.Set();
        }
    }

    internal static byte[] BodyOf(PaymentEvent paymentEvent) => JsonSerializer.SerializeToUtf8Bytes(
        new WebhookPayload<EventData>(paymentEvent.Type, paymentEvent.OccurredAt.UtcDateTime, EventData.Of(paymentEvent)),
        WebhookPayloadJson.Instance.WebhookPayloadEventData);
}
