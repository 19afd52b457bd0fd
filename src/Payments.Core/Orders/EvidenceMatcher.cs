using Payments.Channels;

namespace Payments.Core.Orders;

/// <summary>Law 2: what a channel says counts only when number, account, amount, currency and transaction all fit the order.</summary>
internal static class EvidenceMatcher
{
    /// <summary>What does not match, or <see langword="null"/> when everything does.</summary>
    public static string? Mismatch(PaymentOrder order, string account, ChannelPayment payment)
    {
        var attempt = order.FindAttempt(payment.AttemptNo);
        if (attempt is null)
        {
            return $"The order has no attempt '{payment.AttemptNo}'.";
        }

        if (!string.Equals(attempt.ChannelAccount, account, StringComparison.Ordinal))
        {
            return $"It came to account '{account}', and the attempt was made on '{attempt.ChannelAccount}'.";
        }

        if (payment.Amount is { } amount && amount != order.Amount)
        {
            return $"It says {amount}, and the order is for {order.Amount}.";
        }

        if (payment.Status != ChannelPaymentStatus.Succeeded)
        {
            return null;
        }

        if (payment.Amount is null)
        {
            return "It says that it is paid, and not how much.";
        }

        if (string.IsNullOrEmpty(payment.ChannelTransactionId))
        {
            return "It says that it is paid, and names no transaction.";
        }

        return attempt.ChannelTransactionId is { } known && !string.Equals(known, payment.ChannelTransactionId, StringComparison.Ordinal)
            ? $"It names transaction '{payment.ChannelTransactionId}', and the attempt was paid by '{known}'."
            : null;
    }
}
