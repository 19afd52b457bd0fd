using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

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
        new WebhookPayload<WebhookEventData>(paymentEvent.Type, paymentEvent.OccurredAt.UtcDateTime, DataOf(paymentEvent)),
        WebhookPayloadJson.Instance.WebhookPayloadWebhookEventData);

    private static WebhookEventData DataOf(PaymentEvent paymentEvent) => new()
    {
        OrderNo = paymentEvent.OrderNo.Value,
        Sequence = paymentEvent.Sequence,
        Order = OrderOf(paymentEvent.Order),
        Refund = paymentEvent is RefundEvent refund ? RefundOf(refund.Refund) : null,
        ExtraPayment = paymentEvent is ExtraPaymentReceived extra ? new(extra.AttemptNo, extra.Amount, extra.ChannelTransactionId) : null,
    };

    private static WebhookOrder OrderOf(PaymentOrder order) => new()
    {
        OrderNo = order.OrderNo.Value,
        MerchantId = order.MerchantId,
        MerchantOrderNo = order.MerchantOrderNo,
        Status = order.Status,
        Amount = order.Amount,
        Method = order.Method.Value,
        Subject = order.Subject,
        CreatedAt = order.CreatedAt,
        ExpiresAt = order.ExpiresAt,
        PaidAt = order.PaidAt,
        ChannelAccount = order.PaidAttemptNo is { } paid ? order.FindAttempt(paid)?.ChannelAccount : null,
        ChannelTransactionId = order.ChannelTransactionId,
        Refundable = order.PaidAttemptNo is { } paidAttempt ? order.Refundable(paidAttempt) : null,
        ErrorCode = order.Error?.Code,
    };

    private static WebhookRefund RefundOf(Refund refund) => new()
    {
        RefundNo = refund.RefundNo,
        MerchantRefundNo = refund.MerchantRefundNo,
        AttemptNo = refund.AttemptNo,
        Amount = refund.Amount,
        Cause = refund.Cause,
        Status = refund.Status,
        ChannelRefundId = refund.ChannelRefundId,
        SucceededAt = refund.SucceededAt,
        ErrorCode = refund.Error?.Code,
    };
}
