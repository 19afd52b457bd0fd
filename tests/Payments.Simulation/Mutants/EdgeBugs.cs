using Payments.Channels;

namespace Payments.Simulation.Mutants;

/// <summary>A callback is acknowledged first and written down afterwards.</summary>
internal sealed class AckBeforeCommit : Mutant
{
    public override INotificationReceiver Plant(INotificationReceiver receiver, IPaymentChannels channels) => new Receiver(receiver, channels);

    private sealed class Receiver(INotificationReceiver inner, IPaymentChannels channels) : INotificationReceiver
    {
        public int MaxBodyBytes => inner.MaxBodyBytes;

        public Task<NotificationReply?> ReceiveAsync(string account, NotificationRequest request, CancellationToken cancellationToken)
        {
            _ = inner.ReceiveAsync(account, request, cancellationToken);
            return Task.FromResult(channels.Find(account)?.ReplyTo(NotificationVerdict.Accepted));
        }
    }
}

/// <summary>A refund has no number of its own: asked for again, it is made again.</summary>
internal sealed class RefundWithoutKey : Mutant
{
    public override IPaymentClient Plant(IPaymentClient client) => new Client(client);

    private sealed class Client(IPaymentClient inner) : IPaymentClient
    {
        private int _count;

        public Task<OrderOutcome> CreateOrderAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default) => inner.CreateOrderAsync(request, idempotencyKey, cancellationToken);

        public Task<PaymentOrder?> FindOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.FindOrderAsync(orderNo, merchantId, cancellationToken);

        public Task<PaymentOrder?> FindOrderAsync(string merchantOrderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.FindOrderAsync(merchantOrderNo, merchantId, cancellationToken);

        public Task<OrderOutcome> RefreshOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.RefreshOrderAsync(orderNo, merchantId, cancellationToken);

        public Task<OrderOutcome> CloseOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.CloseOrderAsync(orderNo, merchantId, cancellationToken);

        public Task<OrderOutcome> ChangeMethodAsync(OrderNo orderNo, ChangeMethodRequest request, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.ChangeMethodAsync(orderNo, request, merchantId, cancellationToken);

        public Task<RefundOutcome> RefundAsync(CreateRefundRequest request, CancellationToken cancellationToken = default) =>
            inner.RefundAsync(request with { MerchantRefundNo = $"{request.MerchantRefundNo}-{_count++}" }, cancellationToken);

        public Task<Refund?> FindRefundAsync(string refundNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.FindRefundAsync(refundNo, merchantId, cancellationToken);
    }
}
