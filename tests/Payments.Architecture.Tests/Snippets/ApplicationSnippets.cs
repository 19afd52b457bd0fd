namespace Payments.Architecture.Tests.Snippets;

#region handler
public sealed class ShipGoods(ILogger<ShipGoods> logger) : IPaymentEventHandler<OrderPaid>
{
    public ValueTask HandleAsync(OrderPaid paymentEvent, CancellationToken cancellationToken)
    {
        // At least once: note paymentEvent.EventId with your own change, and skip what you have seen.
        logger.LogInformation("Ship {MerchantOrderNo}", paymentEvent.Order.MerchantOrderNo);
        return ValueTask.CompletedTask;
    }
}
#endregion

internal sealed class Checkout(IPaymentClient payments)
{
    #region create-order
    public async Task<string> PayAsync(string cartId, CancellationToken cancellationToken)
    {
        var outcome = await payments.CreateOrderAsync(
            new CreateOrderRequest
            {
                MerchantOrderNo = cartId,
                Amount = Money.FromMinorUnits(8_800, Currency.Cny),
                Method = PaymentMethod.Parse("wechat.native"),
                Subject = "Black tea, 100 g",
            },
            idempotencyKey: $"cart-{cartId}",
            cancellationToken);
        return outcome.Match(
            accepted => $"Show {accepted.Order.Attempts[^1].NextAction}",
            rejected => $"Tell the payer: {rejected.Error.Message}",
            unknown => $"Ask again under the same key; the order is {unknown.Order.OrderNo}");
    }
    #endregion

    #region refresh-order
    public async Task<bool> IsPaidAsync(OrderNo orderNo, CancellationToken cancellationToken)
    {
        var outcome = await payments.RefreshOrderAsync(orderNo, cancellationToken: cancellationToken);
        return outcome.Match(
            accepted => accepted.Order.Status == OrderStatus.Paid,
            rejected => false,
            unknown => false);
    }
    #endregion

    public static Money[] Split()
    {
        #region money
        var price = Money.Parse("88.00", Currency.Cny);
        var shares = price.Allocate([70, 20, 10]);
        var rest = price - shares[0];
        #endregion
        return [rest];
    }
}
