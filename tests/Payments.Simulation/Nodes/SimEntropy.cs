using Payments.Core;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>The engine's chance, out of the world's seed.</summary>
internal sealed class SimEntropy(Dice dice) : Entropy
{
    public override UInt128 Bits() => new(dice.Next(), dice.Next());

    public override int Below(int limit) => dice.Below(limit);
}
