using System.Diagnostics;
using Payments.Core.Diagnostics;
using Payments.Core.Refunds;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Orders;

internal sealed class PaymentClient(
    IPaymentStore store,
    CreateOrder create,
    RefreshOrder refresh,
    CloseOrder close,
    ChangeMethod change,
    RefundOrder refund,
    OrderTurns turns,
    CoreTelemetry? telemetry = null) : IPaymentClient
{
    public Task<OrderOutcome> CreateOrderAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(idempotencyKey);
        return telemetry is null ? create.RunAsync(request, idempotencyKey, cancellationToken) : WatchedCreateAsync(request, idempotencyKey, telemetry, cancellationToken);
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
            ? await turns.RunAsync(order, current => refresh.RunAsync(current, cancellationToken), cancellationToken).ConfigureAwait(false)
            : new OrderOutcome.Rejected(Errors.OrderNotFound());

    public async Task<OrderOutcome> CloseOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        await FindOrderAsync(orderNo, merchantId, cancellationToken).ConfigureAwait(false) is { } order
            ? await turns.RunAsync(order, current => close.RunAsync(current, cancellationToken), cancellationToken).ConfigureAwait(false)
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
        return telemetry is null ? refund.RunAsync(request, cancellationToken) : WatchedRefundAsync(request, telemetry.RefundRequest, cancellationToken);
    }

    public async Task<Refund?> FindRefundAsync(string refundNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default) =>
        OrderNo.TryFromRefundNo(refundNo, out var orderNo) && await FindOrderAsync(orderNo, merchantId, cancellationToken).ConfigureAwait(false) is { } order
            ? order.FindRefund(refundNo)
            : null;

    private async Task<OrderOutcome> WatchedCreateAsync(CreateOrderRequest request, string idempotencyKey, CoreTelemetry watching, CancellationToken cancellationToken)
    {
        var watch = watching.OrderCreate.Begin();
        var method = watch.IsOn ? watching.MethodTag(request.Method) : "";
        try
        {
            var outcome = await create.RunAsync(request, idempotencyKey, cancellationToken).ConfigureAwait(false);
            if (watch.IsOn)
            {
                watch.Tell(PaymentsTags.OrderNo, outcome.Match(accepted => accepted.Order, rejected => rejected.Order, unknown => unknown.Order)?.OrderNo.Value);
                watch.End(new TagList { { PaymentsTags.Method, method }, { PaymentsTags.Outcome, Outcomes.Of(outcome) } });
            }

            return outcome;
        }
        catch (Exception fault)
        {
            watch.End(new TagList { { PaymentsTags.Method, method }, { PaymentsTags.Outcome, Outcomes.Of(fault) } }, isFault: fault is not InvalidPaymentRequestException);
            throw;
        }
    }

    private async Task<RefundOutcome> WatchedRefundAsync(CreateRefundRequest request, OperationInstrument instrument, CancellationToken cancellationToken)
    {
        var watch = instrument.Begin();
        watch.Tell(PaymentsTags.OrderNo, request.OrderNo.Value);
        try
        {
            var outcome = await refund.RunAsync(request, cancellationToken).ConfigureAwait(false);
            watch.End(new TagList { { PaymentsTags.Outcome, Outcomes.Of(outcome) } });
            return outcome;
        }
        catch (Exception fault)
        {
            watch.End(new TagList { { PaymentsTags.Outcome, Outcomes.Of(fault) } }, isFault: fault is not InvalidPaymentRequestException);
            throw;
        }
    }
}
