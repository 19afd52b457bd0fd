namespace Payments.Core;

/// <summary>The engine's own errors, in one place so that their words stay alike.</summary>
internal static class Errors
{
    public static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LaterAgain = TimeSpan.FromSeconds(5);

    public static PaymentError NoAnswer(string account, string operation, TimeSpan limit) => new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = $"Channel account '{account}' did not answer '{operation}' within {limit.TotalSeconds:0.#} s; it may or may not have happened.",
        Remedy = "Repeat the request under the same key, or wait for the order's events.",
        RetryAfter = LaterAgain,
    };

    public static PaymentError ChannelFault(string account, string operation) => new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = $"Channel account '{account}' failed during '{operation}'; whether it happened is unknown. The log has the fault.",
        Remedy = "Repeat the request under the same key, or wait for the order's events.",
        RetryAfter = LaterAgain,
    };

    public static PaymentError KeyReused(OrderNo orderNo) => new()
    {
        Code = PaymentErrorCodes.IdempotencyKeyReused,
        Message = $"This idempotency key was used with another request, which made order {orderNo}.",
        Remedy = "Use a new key for a new request; repeat a request unchanged to get its answer again.",
    };

    public static PaymentError KeyInFlight() => new()
    {
        Code = PaymentErrorCodes.IdempotencyKeyInFlight,
        Message = "The first request with this idempotency key is still being worked on.",
        Remedy = "Repeat the same request under the same key after the time given.",
        RetryAfter = SoonAgain,
    };

    public static PaymentError MerchantOrderNoTaken(OrderNo orderNo) => new()
    {
        Code = PaymentErrorCodes.MerchantOrderNoTaken,
        Message = $"The merchant already has order {orderNo} with this merchantOrderNo, made under another idempotency key.",
        Remedy = "Read that order, repeat its request under its own key, or use a new merchantOrderNo.",
    };

    public static PaymentError NoChannelAccount(string cause) => new()
    {
        Code = PaymentErrorCodes.NoChannelAccount,
        Message = cause,
        Remedy = "Choose another method or currency, or configure a channel account that takes it.",
    };

    public static PaymentError OrderNotFound() => new()
    {
        Code = PaymentErrorCodes.OrderNotFound,
        Message = "The merchant has no such order.",
        Remedy = "Check the order number and the merchant it belongs to.",
    };

    public static PaymentError OrderAlreadyPaid() => new()
    {
        Code = PaymentErrorCodes.OrderAlreadyPaid,
        Message = "The order is paid.",
        Remedy = "Read the order; refund it if the payment is not wanted.",
    };

    public static PaymentError OrderEnded(OrderStatus status) => new()
    {
        Code = PaymentErrorCodes.OrderEnded,
        Message = $"The order has ended without payment ({status}).",
        Remedy = "Create a new order under a new key and a new merchantOrderNo.",
    };

    public static PaymentError PayerIsPaying() => new()
    {
        Code = PaymentErrorCodes.PayerIsPaying,
        Message = "The payer is paying at this moment; the channel does not close the order.",
        Remedy = "Ask again after the time given.",
        RetryAfter = LaterAgain,
    };

    public static PaymentError Contention() => new()
    {
        Code = PaymentErrorCodes.Contention,
        Message = "The order kept changing while this was applied.",
        Remedy = "Repeat the request.",
        RetryAfter = SoonAgain,
    };

    public static PaymentError Mismatch(string reason) => new()
    {
        Code = PaymentErrorCodes.EvidenceMismatch,
        Message = $"What the channel says does not match the order and was not applied: {reason}",
        Remedy = "Compare the order with the channel's console; the evidence is kept.",
    };
}
