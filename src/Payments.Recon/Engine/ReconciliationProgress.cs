namespace Payments.Recon;

/// <summary>How far a run is.</summary>
/// <param name="Phase">What it does: <c>scan ours</c>, <c>scan bill</c>, <c>match</c>, <c>report</c>.</param>
/// <param name="Done">Bytes or lines done in this phase.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Lines">Lines read so far, of both sides.</param>
public sealed record ReconciliationProgress(string Phase, long Done, long Total, long Lines);
