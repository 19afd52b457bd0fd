using Payments.Simulation.Stage;

namespace Payments.Simulation.Laws;

/// <summary>
/// Unknown is not failed: at any moment at most one attempt of an order can charge its payer, in truth; and what our books call over cannot charge
/// any more.
/// </summary>
internal static class Law03
{
    public static string? Change(World world, PaymentOrder before, PaymentOrder after)
    {
        if (after.ChargeRight.Fence < before.ChargeRight.Fence)
        {
            return $"the fence of {after.OrderNo} fell from {before.ChargeRight.Fence} to {after.ChargeRight.Fence}.";
        }

        foreach (var attempt in after.Attempts)
        {
            var was = before.FindAttempt(attempt.AttemptNo);
            if (attempt.NextAction is not null && was?.NextAction is null)
            {
                if (after.ChargeRight.AttemptNo != attempt.AttemptNo)
                {
                    return $"the credential of {attempt.AttemptNo} is handed out, and the right to be charged is {after.ChargeRight.AttemptNo ?? "nobody"}'s.";
                }

                // What is committed may be read and shown by anybody.
                _ = world.Channels.Find(attempt.AttemptNo)?.IsReleased = true;
            }

            var isOver = attempt.Status is AttemptStatus.Closed or AttemptStatus.Failed && was?.Status != attempt.Status;
            if (isOver && world.Channels.Find(attempt.AttemptNo) is { IsReleased: true } truth && !truth.IsDead(world.Now) && !IsUnscannedAndAsked(truth))
            {
                return $"{attempt.AttemptNo} is {attempt.Status} in our books, and {truth.State} at its channel: its payer can still be charged.";
            }
        }

        return null;
    }

    /// <summary>
    /// A channel that makes a payment only when its code is scanned has nothing to close before. An order may end so, with a late payment sent back; no
    /// other attempt may follow, which <see cref="Stands"/> sees.
    /// </summary>
    private static bool IsUnscannedAndAsked(Truth.Charge truth) => truth is { State: Truth.ChargeState.Unscanned, WasToldAbsent: true };

    /// <summary>What a caller is shown must be what is committed.</summary>
    public static string? Told(World world, PaymentOrder told)
    {
        var books = world.Books.Find(told.OrderNo)?.Order;
        foreach (var attempt in told.Attempts)
        {
            if (attempt.NextAction is not null && books?.FindAttempt(attempt.AttemptNo)?.NextAction is null)
            {
                return $"a caller was handed the credential of {attempt.AttemptNo}, which was never committed.";
            }
        }

        return null;
    }

    /// <summary>How many attempts can charge at this moment.</summary>
    public static string? Stands(World world, PaymentOrder order)
    {
        string? first = null;
        foreach (var attempt in order.Attempts)
        {
            if (world.Channels.Find(attempt.AttemptNo) is { IsReleased: true } truth && !truth.IsDead(world.Now))
            {
                if (first is not null)
                {
                    return $"two attempts can charge the payer at once: {first}, and {attempt.AttemptNo}, which is {truth.State}.";
                }

                first = $"{attempt.AttemptNo}, which is {truth.State}";
            }
        }

        return null;
    }
}
