using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>One line of <c>breaks.csv</c>: everything that is not simply matched.</summary>
/// <param name="Bucket">Where it ended.</param>
/// <param name="OrderNo">Our order number; the bill's merchant number where only the channel has it; empty when it cannot be read.</param>
/// <param name="AttemptNo">The number the channel saw: <c>out_trade_no</c> of a payment, <c>out_refund_no</c> of a refund; may be empty.</param>
/// <param name="ChannelTransactionId">The channel's number; may be empty.</param>
/// <param name="OursMinor">Our amount, in minor units; <see langword="null"/> where we have none.</param>
/// <param name="TheirsMinor">The channel's amount, in minor units; <see langword="null"/> where it has none.</param>
/// <param name="Detail">What differs, in words for a human: <c>payment; fee 6 here, 7 there; CNY</c>.</param>
public sealed record BreakLine(
    ReconciliationBucket Bucket, string OrderNo, string AttemptNo, string ChannelTransactionId, long? OursMinor, long? TheirsMinor, string Detail);
