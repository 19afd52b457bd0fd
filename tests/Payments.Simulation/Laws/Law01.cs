using Payments.Simulation.Stage;

namespace Payments.Simulation.Laws;

/// <summary>Paid once: at most one attempt pays an order; every further success is booked and announced as an extra payment.</summary>
internal static class Law01
{
    public static string? Change(PaymentOrder before, PaymentOrder after, IReadOnlyList<PaymentEvent> events)
    {
        if (before.PaidAttemptNo is { } payer && payer != after.PaidAttemptNo)
        {
            return $"{after.OrderNo} was paid by {payer} and is now said to be paid by {after.PaidAttemptNo ?? "none"}.";
        }

        var isPaid = after.Status is OrderStatus.Paid or OrderStatus.PartiallyRefunded or OrderStatus.Refunded;
        if (isPaid != (after.PaidAttemptNo is not null))
        {
            return $"{after.OrderNo} is {after.Status}, paid by {after.PaidAttemptNo ?? "none"}.";
        }

        if (before.IsFinal && !isPaid && before.Status != after.Status)
        {
            return $"{after.OrderNo} was {before.Status}, which is final, and is now {after.Status}.";
        }

        foreach (var attempt in after.Attempts)
        {
            var was = before.FindAttempt(attempt.AttemptNo)?.Status;
            if (was == AttemptStatus.Succeeded && attempt.Status != AttemptStatus.Succeeded)
            {
                return $"{attempt.AttemptNo} had succeeded and is now {attempt.Status}.";
            }

            if (was != AttemptStatus.Succeeded && attempt.Status == AttemptStatus.Succeeded && !IsBooked(after, attempt, before, events))
            {
                return $"{attempt.AttemptNo} succeeded and neither paid the order nor was announced as an extra payment.";
            }
        }

        return null;
    }

    /// <summary>Every extra payment is back with its payer, or held: by policy, or because its refund failed.</summary>
    public static string? Rest(World world, PaymentOrder order)
    {
        foreach (var extra in order.ExtraPayments)
        {
            var mayBeHeld = world.Scenario.HoldsExtras || order.Refunds.Any(refund => refund.AttemptNo == extra.AttemptNo && refund.Status == RefundStatus.Failed);
            if (extra.Status != ExtraPaymentStatus.Refunded && !(extra.Status == ExtraPaymentStatus.Held && mayBeHeld))
            {
                return $"the extra payment of {extra.AttemptNo} is {extra.Status} for ever.";
            }
        }

        return null;
    }

    private static bool IsBooked(PaymentOrder after, PaymentAttempt attempt, PaymentOrder before, IReadOnlyList<PaymentEvent> events) => after.PaidAttemptNo == attempt.AttemptNo
        ? before.PaidAttemptNo is null && events.OfType<OrderPaid>().Count() == 1
        : events.OfType<ExtraPaymentReceived>().Count(told => told.AttemptNo == attempt.AttemptNo && told.Amount == after.Amount) == 1;
}
