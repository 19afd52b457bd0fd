using Payments.Core.Refunds;
using Payments.Storage;

namespace Payments.Core.Orders;

internal sealed class PaymentClient(IPaymentStore store, CreateOrder create, RefreshOrder refresh, CloseOrder close, ChangeMethod change, RefundOrder refund) : IPaymentClient
{
    public Task<OrderOutcome> CreateOrderAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(idempotencyKey);
        return create.RunAsync(request, idempotencyKey, cancellationToken);
    }

    public async Task<PaymentOrder?> FindOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default)
    {
        var order = await store.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false);
        return order is not null && string.Equals(order.MerchantId, merchantId, StringComparison.Ordinal) ? order : null;
    }

    public async Task<PaymentOrder?> FindOrderAsync(string merchantOrderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        await store.FindOrderAsync(merchantId, merchantOrderNo, cancellationToken).ConfigureAwait(false);

    public async Task<OrderOutcome> RefreshOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        await FindOrderAsync(orderNo, merchantId, cancellationToken).ConfigureAwait(false) is { } order
            ? await refresh.RunAsync(order, cancellationToken).ConfigureAwait(false)
            : new OrderOutcome.Rejected(Errors.OrderNotFound());

    public async Task<OrderOutcome> CloseOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        await FindOrderAsync(orderNo, merchantId, cancellationToken).ConfigureAwait(false) is { } order
            ? await close.RunAsync(order, cancellationToken).ConfigureAwait(false)
            : new OrderOutcome.Rejected(Errors.OrderNotFound());

    public async Task<OrderOutcome> ChangeMethodAsync(OrderNo orderNo, ChangeMethodRequest request, string merchantId = Merchants.Default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await FindOrderAsync(orderNo, merchantId, cancellationToken).ConfigureAwait(false) is { } order
            ? await change.RunAsync(order, request, cancellationToken).ConfigureAwait(false)
            : new OrderOutcome.Rejected(Errors.OrderNotFound());
    }

    public Task<RefundOutcome> RefundAsync(CreateRefundRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return refund.RunAsync(request, cancellationToken);
    }

    public async Task<Refund?> FindRefundAsync(string refundNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        OrderNo.TryFromRefundNo(refundNo, out var orderNo) && await FindOrderAsync(orderNo, merchantId, cancellationToken).ConfigureAwait(false) is { } order
            ? order.FindRefund(refundNo)
            : null;
}
