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

    public static PaymentError Overloaded() => new()
    {
        Code = PaymentErrorCodes.Overloaded,
        Message = "More orders are under way than the store answers in time; nothing was written or sent.",
        Remedy = "Repeat the same request under the same key after the time given, and wait longer each time.",
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

    public static PaymentError AccountGone(string account) =>
        NoChannelAccount($"Channel account '{account}', which the order was sent to, is no longer configured.");

    public static PaymentError ChannelDisabled(string account) => new()
    {
        Code = PaymentErrorCodes.ChannelDisabled,
        Message = $"An operator disabled channel account '{account}': nothing that moves money is sent to it.",
        Remedy = "Wait until it is switched on again; what was asked for is kept and done then.",
        RetryAfter = LaterAgain,
    };

    public static PaymentError AttemptInFlight() => new()
    {
        Code = PaymentErrorCodes.AttemptInFlight,
        Message = "The order is being sent to a channel at this moment.",
        Remedy = "Repeat the same request after the time given.",
        RetryAfter = SoonAgain,
    };

    public static PaymentError TooManyAttempts(int most) => new()
    {
        Code = PaymentErrorCodes.TooManyAttempts,
        Message = $"The order was tried {most} times, as often as an order may be.",
        Remedy = "Close it and create a new order.",
    };

    public static PaymentError MayStillArrive() => new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = "The channel does not know the payment yet, and the call that charges it may still be on its way.",
        Remedy = "Ask again after the time given: a bar code's charge cannot arrive later than its code lives.",
        RetryAfter = LaterAgain,
    };

    public static PaymentError MayStillOpen(DateTimeOffset until, TimeSpan left) => new()
    {
        Code = PaymentErrorCodes.CredentialOutstanding,
        Message = $"The payer was shown a way to pay that the channel does not know of until it is opened, and cannot close before; it works until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.",
        Remedy = "Let the payer use it, or open it and then change; or wait until it has run out.",
        RetryAfter = left,
    };

    public static PaymentError OrderNotPaid() => new()
    {
        Code = PaymentErrorCodes.OrderNotPaid,
        Message = "No payment of this order came in that could be refunded.",
        Remedy = "Refund paid orders only; close an unpaid one.",
    };

    public static PaymentError RefundExceedsPaid(Money wanted, Money left) => new()
    {
        Code = PaymentErrorCodes.RefundExceedsPaid,
        Message = $"{wanted} is more than the {left} that is left to refund of this payment.",
        Remedy = "Refund at most what is left; refunds on their way count until they fail.",
    };

    public static PaymentError RefundNumberReused(string refundNo) => new()
    {
        Code = PaymentErrorCodes.RefundNumberReused,
        Message = $"This merchantRefundNo made refund {refundNo}, which is of another amount or another payment.",
        Remedy = "Use a new merchantRefundNo for a new refund; repeat a request unchanged to see how its refund stands.",
    };

    public static PaymentError TooManyRefunds(int most) => new()
    {
        Code = PaymentErrorCodes.TooManyRefunds,
        Message = $"The order has {most} refunds, as many as an order may have.",
        Remedy = "Pay the rest back by other means.",
    };

    public static PaymentError RefundUnsupported(string account) => new()
    {
        Code = PaymentErrorCodes.RefundUnsupported,
        Message = $"Channel account '{account}' cannot refund.",
        Remedy = "Pay the money back by other means.",
    };

    public static PaymentError RefundClosed() => new()
    {
        Code = PaymentErrorCodes.ChannelRejected,
        Message = "The channel ended the refund; no money moved.",
        Remedy = "Look at the payment in the channel's console, then refund under a new merchantRefundNo.",
    };

    public static PaymentError RefundAbnormal() => new()
    {
        Code = PaymentErrorCodes.ChannelRejected,
        Message = "The refund is stuck at the payer's bank.",
        Remedy = "Complete it in the channel's console; its end is found out by asking.",
    };

    public static PaymentError RefundBeingSent() => new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = "The refund is being sent; what came of it is not known yet.",
        Remedy = "Repeat the same request after the time given, or wait for the order's events.",
        RetryAfter = SoonAgain,
    };
}
