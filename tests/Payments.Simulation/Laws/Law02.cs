using Payments.Simulation.Stage;

namespace Payments.Simulation.Laws;

/// <summary>Proof first: nothing is paid in our books that the channel account did not take, in the same amount and under the same number.</summary>
internal static class Law02
{
    public static string? Change(World world, PaymentOrder before, PaymentOrder after)
    {
        foreach (var attempt in after.Attempts)
        {
            if (attempt.Status != AttemptStatus.Succeeded || before.FindAttempt(attempt.AttemptNo) is { Status: AttemptStatus.Succeeded })
            {
                continue;
            }

            var truth = world.Channels.Find(attempt.AttemptNo);
            if (truth is not { WasPaid: true })
            {
                return $"{attempt.AttemptNo} is paid in our books and {truth?.State.ToString() ?? "unknown"} at its channel.";
            }

            if (truth.Amount != after.Amount || truth.Account.Name != attempt.ChannelAccount || truth.TransactionId != attempt.ChannelTransactionId)
            {
                return $"{attempt.AttemptNo} is booked as {after.Amount} on {attempt.ChannelAccount} ({attempt.ChannelTransactionId}); the channel took {truth.Amount} on {truth.Account.Name} ({truth.TransactionId}).";
            }
        }

        return null;
    }
}
