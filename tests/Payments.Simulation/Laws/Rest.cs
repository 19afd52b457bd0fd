using Payments.Simulation.Stage;

namespace Payments.Simulation.Laws;

/// <summary>What must come to an end once the trouble is over: the other half of the laws.</summary>
internal static class Rest
{
    public static string? OfOrder(World world, PaymentOrder order)
    {
        if (!order.IsFinal)
        {
            return $"{order.OrderNo} is {order.Status} for ever, {world.Now - order.ExpiresAt:g} after its expiry.";
        }

        return order.Attempts.FirstOrDefault(attempt => attempt.Status is AttemptStatus.Unknown or AttemptStatus.Sent or AttemptStatus.AwaitingPayer or AttemptStatus.Created) is { } open
            ? $"{open.AttemptNo} is {open.Status} for ever."
            : null;
    }
}
