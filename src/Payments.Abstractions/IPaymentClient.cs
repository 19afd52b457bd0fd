namespace Payments;

/// <summary>
/// What an application calls. Definite refusals and unknown outcomes are <see cref="OrderOutcome"/>s; exceptions mean that the request
/// or the configuration is wrong, or that the store cannot be reached. Thread-safe; a singleton.
/// </summary>
public interface IPaymentClient
{
    /// <summary>
    /// Creates an order and asks a channel for the payer's next step. Repeating the call under the same key has the effect and the answer of one:
    /// a call that crashed or stayed unknown is resumed under the same numbers. Refused with <see cref="PaymentErrorCodes.Overloaded"/> while the store
    /// answers late: nothing was written, and the same call under the same key is as good later.
    /// </summary>
    /// <param name="request">What is to be paid.</param>
    /// <param name="idempotencyKey">Names this request, per merchant: 1 to 255 visible ASCII characters. Kept for <c>Payments:IdempotencyRetention</c> (30 days).</param>
    /// <param name="cancellationToken">Gives up waiting; what was written stays and a repetition resumes it.</param>
    /// <exception cref="InvalidPaymentRequestException">The request breaks a limit; nothing was written or sent.</exception>
    Task<OrderOutcome> CreateOrderAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>The order as the store has it, or <see langword="null"/> when the merchant has no such order.</summary>
    Task<PaymentOrder?> FindOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default);

    /// <summary>The order with the merchant's own number, or <see langword="null"/>.</summary>
    Task<PaymentOrder?> FindOrderAsync(string merchantOrderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks the channel how the order's open attempts stand and applies the answer like a callback: proof for proof, once.
    /// </summary>
    Task<OrderOutcome> RefreshOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an unpaid order: asks the channel, closes there, confirms, then closes here. A channel that answers "paid" makes the order paid,
    /// and the call is refused with <see cref="PaymentErrorCodes.OrderAlreadyPaid"/>.
    /// </summary>
    Task<OrderOutcome> CloseOrderAsync(OrderNo orderNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets the payer of an open order pay in another way. The attempt that may be charged now is closed at its channel and confirmed first; a channel
    /// that answers "paid" makes the order paid, and the call is refused with <see cref="PaymentErrorCodes.OrderAlreadyPaid"/>. Asking for the method
    /// the order already waits for gives its next step again.
    /// </summary>
    /// <exception cref="InvalidPaymentRequestException">The request breaks a limit; nothing was written or sent.</exception>
    Task<OrderOutcome> ChangeMethodAsync(OrderNo orderNo, ChangeMethodRequest request, string merchantId = Merchants.Default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives money back to the payer it came from. Repeating the call under the same <see cref="CreateRefundRequest.MerchantRefundNo"/> has the effect
    /// of one and tells how the refund stands; a refund that was sent and not answered is followed under the same number until the channel says.
    /// </summary>
    /// <exception cref="InvalidPaymentRequestException">The request breaks a limit; nothing was written or sent.</exception>
    Task<RefundOutcome> RefundAsync(CreateRefundRequest request, CancellationToken cancellationToken = default);

    /// <summary>The refund as the store has it, or <see langword="null"/> when the merchant has no such refund.</summary>
    Task<Refund?> FindRefundAsync(string refundNo, string merchantId = Merchants.Default, CancellationToken cancellationToken = default);
}
