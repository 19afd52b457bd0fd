using Payments.Channels.Alipay.Gateway;

namespace Payments.Channels.Alipay.Orders;

/// <summary>Turns what Alipay says of a trade into the words of the packages.</summary>
internal static class TradeStates
{
    public const string Waiting = "WAIT_BUYER_PAY";
    public const string Success = "TRADE_SUCCESS";
    public const string Finished = "TRADE_FINISHED";
    public const string Closed = "TRADE_CLOSED";

    /// <param name="status">Alipay's word.</param>
    /// <param name="wasPaid">Whether a time of payment is told: <c>TRADE_CLOSED</c> stands for unpaid and for wholly refunded alike.</param>
    /// <param name="isBarcode">
    /// A bar-code payment that is closed after payment was reversed by the merchant's own system; it must not make an order paid. (A refund in
    /// full looks the same, but then the order is paid in our records already.)
    /// </param>
    public static ChannelPaymentStatus? Of(string? status, bool wasPaid, bool isBarcode) => status switch
    {
        Waiting => ChannelPaymentStatus.AwaitingPayer,
        Success or Finished => ChannelPaymentStatus.Succeeded,
        Closed => wasPaid && !isBarcode ? ChannelPaymentStatus.Succeeded : ChannelPaymentStatus.Closed,
        _ => null,
    };

    /// <returns><see langword="null"/> when the answer lacks what it must have.</returns>
    public static ChannelPayment? OfQuery(TradeAnswer? answer, bool isBarcode)
    {
        if (answer is null || Of(answer.TradeStatus, answer.SendPayDate is not null, isBarcode) is not { } status)
        {
            return null;
        }

        return Build(answer, status, answer.TradeStatus!, answer.SendPayDate);
    }

    /// <summary>An accepted bar-code payment; the answer has no status of its own.</summary>
    public static ChannelPayment? OfPay(TradeAnswer? answer) =>
        answer is null ? null : Build(answer, ChannelPaymentStatus.Succeeded, Success, answer.GmtPayment);

    public static ChannelPayment NotFound(string attemptNo) => new()
    {
        AttemptNo = attemptNo,
        Status = ChannelPaymentStatus.NotFound,
        ChannelStatus = "TRADE_NOT_EXIST",
    };

    public static ChannelPayment Reversed(string attemptNo) => new()
    {
        AttemptNo = attemptNo,
        Status = ChannelPaymentStatus.Closed,
        ChannelStatus = Closed,
    };

    private static ChannelPayment? Build(TradeAnswer answer, ChannelPaymentStatus status, string word, string? paidAt)
    {
        Money? amount = Money.TryParse(answer.TotalAmount, Currency.Cny, out var total) && total.IsPositive ? total : null;
        var isWhole = !string.IsNullOrEmpty(answer.OutTradeNo)
            && (status != ChannelPaymentStatus.Succeeded || (amount is not null && !string.IsNullOrEmpty(answer.TradeNo)));
        var payer = answer.BuyerOpenId ?? answer.BuyerUserId;
        return !isWhole ? null : new ChannelPayment
        {
            AttemptNo = answer.OutTradeNo!,
            Status = status,
            Amount = amount,
            ChannelTransactionId = answer.TradeNo,
            PaidAt = BeijingTime.Read(paidAt),
            Payer = string.IsNullOrEmpty(payer) ? null : new PayerId(payer),
            ChannelStatus = word,
        };
    }
}
