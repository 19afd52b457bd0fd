using Payments.Core.Orders;

namespace Payments.Core.Refunds;

/// <summary>The limits every refund keeps, whatever the channel. Reports every breach at once.</summary>
internal static class RefundValidator
{
    private const int MaxReason = 80;

    /// <exception cref="InvalidPaymentRequestException">One or more limits are broken.</exception>
    public static void Check(CreateRefundRequest request)
    {
        List<FieldProblem> problems = [];
        if (!RequestValidator.IsVisibleAscii(request.MerchantRefundNo, 64))
        {
            problems.Add(new("merchantRefundNo", "must be 1 to 64 visible ASCII characters."));
        }

        if (!request.Amount.Currency.IsDefined)
        {
            problems.Add(new("amount.currency", "is missing; it is the order's currency."));
        }

        if (request.Amount.MinorUnits <= 0)
        {
            problems.Add(new("amount.minorUnits", "must be greater than zero; it counts the smallest units of the currency, as fen."));
        }

        if (request.Reason is not null && !RequestValidator.IsPlainText(request.Reason, MaxReason))
        {
            problems.Add(new("reason", "must be 1 to 80 characters without control characters and emoji (only the Basic Multilingual Plane)."));
        }

        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }
    }

    /// <exception cref="InvalidPaymentRequestException">The refund is in another currency than the order.</exception>
    public static void CheckCurrency(CreateRefundRequest request, PaymentOrder order)
    {
        if (request.Amount.Currency != order.Amount.Currency)
        {
            throw new InvalidPaymentRequestException([new("amount.currency", $"must be {order.Amount.Currency}, the order's currency.")]);
        }
    }
}
