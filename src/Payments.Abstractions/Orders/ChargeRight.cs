namespace Payments;

/// <summary>
/// The right of an order to be charged (law 3). At most one attempt holds it, and only its holder may hand a credential to the payer. It passes on
/// only when the holder is proved unable to charge: never sent, definitely refused, its credential never handed out where the method cannot charge
/// without one, or closed at the channel and confirmed.
/// </summary>
/// <param name="AttemptNo">The attempt that holds it; <see langword="null"/> while it is free.</param>
/// <param name="Fence">Rises by one each time the right is taken, so that a holder of yesterday is told from one of today. 0 before the first.</param>
public readonly record struct ChargeRight(string? AttemptNo, int Fence)
{
    /// <summary>Whether no attempt holds it.</summary>
    public bool IsFree => AttemptNo is null;

    /// <summary>The right as this attempt takes it.</summary>
    public ChargeRight TakenBy(string attemptNo) => new(attemptNo, Fence + 1);

    /// <summary>The right after its holder was proved unable to charge.</summary>
    public ChargeRight Released() => new(null, Fence);
}
