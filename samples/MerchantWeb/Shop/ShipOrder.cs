using Payments;

namespace MerchantWeb.Shop;

/// <summary>
/// Hears of each paid order, at least once and also after a crash: the event was committed together with the payment. Whatever must happen once,
/// such as shipping, remembers <see cref="PaymentEvent.EventId"/>.
/// </summary>
internal sealed partial class ShipOrder(ILogger<ShipOrder> logger) : IPaymentEventHandler<OrderPaid>
{
    public ValueTask HandleAsync(OrderPaid paymentEvent, CancellationToken cancellationToken)
    {
        LogPaid(logger, paymentEvent.OrderNo, paymentEvent.Order.Subject, paymentEvent.Order.Amount);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Order {OrderNo} is paid: ship \"{Subject}\" ({Amount}).")]
    private static partial void LogPaid(ILogger logger, OrderNo orderNo, string subject, Money amount);
}
