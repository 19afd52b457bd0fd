namespace Payments.Recon;

/// <summary>What is asked of a bill's own summary.</summary>
public enum BillSummaryPolicy
{
    /// <summary>It must be there, so that half a file is refused; where it differs from the lines, that is reported.</summary>
    Present,

    /// <summary>It must be there and agree with the lines.</summary>
    Agrees,

    /// <summary>It may be absent: half a file cannot be told from a whole one.</summary>
    Optional,
}
