namespace Payments.Reconciliation;

/// <summary>One side's lines of a currency. Payments count up, refunds down; in minor units.</summary>
/// <param name="Side"><c>ours</c> or <c>channel</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="PaymentsMinor">Their sum.</param>
/// <param name="Refunds">How many refunds.</param>
/// <param name="RefundsMinor">Their sum, not negative.</param>
/// <param name="FeesMinor">The sum of the fees known.</param>
public sealed record SideTotals(string Side, string Currency, long Payments, long PaymentsMinor, long Refunds, long RefundsMinor, long FeesMinor)
{
    /// <summary>Payments less refunds.</summary>
    public long NetMinor => PaymentsMinor - RefundsMinor;
}

/// <summary>Ours plus what each bucket adds is the channel's, to the minor unit.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="OursMinor">Our net.</param>
/// <param name="Steps">What each bucket adds: the channel's net in it less ours.</param>
/// <param name="ChannelMinor">The channel's net.</param>
public sealed record Bridge(string Currency, long OursMinor, IReadOnlyList<BridgeStep> Steps, long ChannelMinor)
{
    /// <summary>Whether the bridge holds.</summary>
    public bool Holds => OursMinor + Steps.Sum(step => step.DeltaMinor) == ChannelMinor;
}

/// <summary>What one bucket adds to our total.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="DeltaMinor">The channel's net in it less ours.</param>
public sealed record BridgeStep(ReconciliationBucket Bucket, long DeltaMinor);
