namespace Payments.Fleet.Reckoning;

/// <summary>One order at a channel.</summary>
/// <param name="Account">The merchant's account there.</param>
/// <param name="AttemptNo">The merchant's number.</param>
/// <param name="State">How it stands.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Refunded">What went back, in minor units.</param>
internal sealed record Trade(string Account, string AttemptNo, TradeState State, long Amount, long Refunded)
{
    public bool IsPaid => State == TradeState.Paid;
}

/// <summary>How an order at a channel stands.</summary>
internal enum TradeState
{
    /// <summary>A code nobody looked at.</summary>
    Unopened,

    /// <summary>The payer can pay.</summary>
    Payable,

    /// <summary>Paid, whatever went back since.</summary>
    Paid,

    /// <summary>Nobody can pay it any more.</summary>
    Closed,
}
