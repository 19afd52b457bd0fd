namespace Payments.Recon;

/// <summary>What a day's fund-flow bill adds up to, in minor units.</summary>
/// <param name="Lines">How many lines it has.</param>
/// <param name="PaymentsMinor">Payments in.</param>
/// <param name="RefundsMinor">Refunds out, less those that came back.</param>
/// <param name="FeesMinor">Fees taken, less those given back.</param>
/// <param name="PaidOutMinor">Paid out to the bank, less what came back.</param>
/// <param name="OtherMinor">All other movements: in less out.</param>
public sealed record FundFlowTotals(long Lines, long PaymentsMinor, long RefundsMinor, long FeesMinor, long PaidOutMinor, long OtherMinor)
{
    /// <summary>By how much the balance changed.</summary>
    public long ChangeMinor => PaymentsMinor - RefundsMinor - FeesMinor - PaidOutMinor + OtherMinor;
}
