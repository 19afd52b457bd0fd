using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Laws;

/// <summary>A bar code that was paid and then reversed: in our books a refund that nobody asked for, at the channel no refund at all.</summary>
internal static class Reversal
{
    public static bool Is(World world, Refund refund) =>
        refund is { Cause: RefundCause.External, Status: RefundStatus.Succeeded }
        && world.Channels.Find(refund.AttemptNo) is { State: ChargeState.Reversed } charge
        && charge.Amount == refund.Amount;
}
