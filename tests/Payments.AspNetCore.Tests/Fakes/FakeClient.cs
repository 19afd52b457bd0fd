using System.Collections.Concurrent;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>Answers as the test says and remembers what it was asked.</summary>
internal sealed class FakeClient : IPaymentClient
{
    public ConcurrentQueue<(CreateOrderRequest Request, string Key)> Creates { get; } = [];

    public ConcurrentDictionary<OrderNo, PaymentOrder> Orders { get; } = [];

    public Func<CreateOrderRequest, OrderOutcome> OnCreate { get; set; } = _ => new OrderOutcome.Accepted(Sample.Pending());

    public Func<OrderNo, string, OrderOutcome> OnClose { get; set; } = (_, _) => throw new NotSupportedException();

    public ConcurrentQueue<(OrderNo OrderNo, ChangeMethodRequest Request, string MerchantId)> Changes { get; } = [];

    public Func<OrderOutcome> OnChange { get; set; } = () => throw new NotSupportedException();

    public ConcurrentQueue<CreateRefundRequest> Refunds { get; } = [];

    public Func<RefundOutcome> OnRefund { get; set; } = () => throw new NotSupportedException();

    public Task<OrderOutcome> CreateOrderAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        Creates.Enqueue((request, idempotencyKey));
        return Task.FromResult(OnCreate(request));
    }

    public Task<PaymentOrder?> FindOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        Task.FromResult(Orders.TryGetValue(orderNo, out var order) && order.MerchantId == merchantId ? order : null);

    public Task<PaymentOrder?> FindOrderAsync(string merchantOrderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<OrderOutcome> RefreshOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<OrderOutcome> CloseOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        Task.FromResult(OnClose(orderNo, merchantId));

    public Task<OrderOutcome> ChangeMethodAsync(OrderNo orderNo, ChangeMethodRequest request, string merchantId = Merchants.Default, CancellationToken cancellationToken = default)
    {
        Changes.Enqueue((orderNo, request, merchantId));
        return Task.FromResult(OnChange());
    }

    public Task<RefundOutcome> RefundAsync(CreateRefundRequest request, CancellationToken cancellationToken = default)
    {
        Refunds.Enqueue(request);
        return Task.FromResult(OnRefund());
    }

    public Task<Refund?> FindRefundAsync(string refundNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
