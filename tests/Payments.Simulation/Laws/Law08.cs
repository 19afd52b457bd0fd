using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Laws;

/// <summary>Every line in one bucket: at rest each line of a channel has exactly one record of ours, and each record its line.</summary>
internal static class Law08
{
    public static string? OfBooks(World world, PaymentOrder order)
    {
        foreach (var attempt in order.Attempts)
        {
            var truth = world.Channels.Find(attempt.AttemptNo);
            if (attempt.Status == AttemptStatus.Succeeded && truth?.State != ChargeState.Paid && !order.Refunds.Any(refund => refund.AttemptNo == attempt.AttemptNo && Reversal.Is(world, refund)))
            {
                return $"{attempt.AttemptNo} is paid in our books and {truth?.State.ToString() ?? "unknown"} at its channel.";
            }
        }

        foreach (var refund in order.Refunds.Where(each => !Reversal.Is(world, each)))
        {
            var line = world.Refunds.Lines.SingleOrDefault(each => each.RefundNo == refund.RefundNo);
            var isSame = refund.Status == RefundStatus.Succeeded ? line?.Status == RefundTruth.Succeeded : line is null or { Status: RefundTruth.Closed };
            if (!isSame)
            {
                return $"refund {refund.RefundNo} is {refund.Status} in our books and {line?.Status.ToString() ?? "unknown"} at its channel.";
            }
        }

        return null;
    }

    public static string? OfChannels(World world)
    {
        foreach (var charge in world.Channels.Charges)
        {
            var attempt = world.Books.Find(charge.OrderNo)?.Order.FindAttempt(charge.AttemptNo);
            if (charge.State == ChargeState.Paid && (attempt is not { Status: AttemptStatus.Succeeded } || attempt.ChannelTransactionId != charge.TransactionId))
            {
                return $"{charge.AttemptNo} is paid at {charge.Account.Name} ({charge.TransactionId}); our books have it {attempt?.Status.ToString() ?? "not at all"}.";
            }
        }

        foreach (var line in world.Refunds.Lines)
        {
            if (world.Books.Find(line.Charge.OrderNo)?.Order.FindRefund(line.RefundNo) is null)
            {
                return $"refund {line.RefundNo} is at {line.Charge.Account.Name} and not in our books.";
            }
        }

        return null;
    }
}
