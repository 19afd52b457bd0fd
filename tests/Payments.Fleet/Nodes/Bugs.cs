using Payments.Channels;
using Payments.Storage;

namespace Payments.Fleet.Nodes;

/// <summary><see cref="PlantedBug.AcknowledgeBeforeCommit"/>.</summary>
internal sealed class HastyReceiver(INotificationReceiver inner) : INotificationReceiver
{
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(200);
    private static readonly NotificationReply WeChatThanks = new(StatusCode: 204, ContentType: null, Body: "");
    private static readonly NotificationReply AlipayThanks = new(StatusCode: 200, ContentType: "text/plain", Body: "success");

    public int MaxBodyBytes => inner.MaxBodyBytes;

    public static INotificationReceiver Around(INotificationReceiver inner, PlantedBug bug) => bug.Is(PlantedBug.AcknowledgeBeforeCommit) ? new HastyReceiver(inner) : inner;

    public Task<NotificationReply?> ReceiveAsync(string account, NotificationRequest request, CancellationToken cancellationToken)
    {
        _ = Task.Run(
            async () =>
            {
                await Task.Delay(Later, CancellationToken.None);
                await inner.ReceiveAsync(account, request, CancellationToken.None);
            },
            CancellationToken.None);
        return Task.FromResult<NotificationReply?>(account.StartsWith("wechat", StringComparison.Ordinal) ? WeChatThanks : AlipayThanks);
    }
}

/// <summary><see cref="PlantedBug.AnswerFromNow"/>.</summary>
internal sealed class ChangingClient(IPaymentClient inner) : IPaymentClient
{
    public static IPaymentClient Around(IPaymentClient inner, PlantedBug bug) => bug.Is(PlantedBug.AnswerFromNow) ? new ChangingClient(inner) : inner;

    public async Task<OrderOutcome> CreateOrderAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        var outcome = await inner.CreateOrderAsync(request, idempotencyKey, cancellationToken);
        return outcome is OrderOutcome.Accepted { Replayed: true } replay && await inner.FindOrderAsync(replay.Order.OrderNo, cancellationToken: cancellationToken) is { } now
            ? replay with { Order = now }
            : outcome;
    }

    public Task<PaymentOrder?> FindOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.FindOrderAsync(orderNo, merchantId, cancellationToken);

    public Task<PaymentOrder?> FindOrderAsync(string merchantOrderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.FindOrderAsync(merchantOrderNo, merchantId, cancellationToken);

    public Task<OrderOutcome> RefreshOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.RefreshOrderAsync(orderNo, merchantId, cancellationToken);

    public Task<OrderOutcome> CloseOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.CloseOrderAsync(orderNo, merchantId, cancellationToken);

    public Task<OrderOutcome> ChangeMethodAsync(OrderNo orderNo, ChangeMethodRequest request, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.ChangeMethodAsync(orderNo, request, merchantId, cancellationToken);

    public Task<RefundOutcome> RefundAsync(CreateRefundRequest request, CancellationToken cancellationToken = default) => inner.RefundAsync(request, cancellationToken);

    public Task<Refund?> FindRefundAsync(string refundNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) => inner.FindRefundAsync(refundNo, merchantId, cancellationToken);
}

/// <summary><see cref="PlantedBug.StateWithoutEvent"/>.</summary>
internal sealed class ForgetfulStore(IPaymentStore inner, PlantedBug bug) : StoreShell(inner)
{
    private const int Each = 50;

    private readonly IPaymentStore _inner = inner;

    public static IPaymentStore Around(IPaymentStore inner, PlantedBug bug) => bug.Is(PlantedBug.StateWithoutEvent) ? new ForgetfulStore(inner, bug) : inner;

    public override ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) =>
        _inner.CommitAsync(commit.Events is [OrderPaid] && bug.IsTurn(PlantedBug.StateWithoutEvent, Each) ? commit with { Events = [] } : commit, cancellationToken);
}
