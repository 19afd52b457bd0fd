using System.Text.Json.Serialization;

namespace Payments.Reconciliation;

/// <summary>Where a statement line or a record of ours ends: each in exactly one. In JSON and CSV in camel case, as <c>heldByCutoff</c>.</summary>
[JsonConverter(typeof(ReconciliationBucketJsonConverter))]
public enum ReconciliationBucket
{
    /// <summary>Both sides say the same.</summary>
    Matched,

    /// <summary>Amounts differ, by no more than the tolerance.</summary>
    MatchedWithinTolerance,

    /// <summary>The channel has it and we do not.</summary>
    ChannelOnly,

    /// <summary>We have it and the channel does not.</summary>
    OursOnly,

    /// <summary>A payment's amounts differ.</summary>
    Amount,

    /// <summary>The currencies differ.</summary>
    Currency,

    /// <summary>Money moved at the channel, and our record says it did not.</summary>
    Status,

    /// <summary>The amounts agree and the fees differ.</summary>
    Fee,

    /// <summary>A refund's amounts differ.</summary>
    Refund,

    /// <summary>A further line of a number that was there already; the first is matched.</summary>
    Duplicate,

    /// <summary>Ours only, so close to the end of the day that the channel may have it in the next bill.</summary>
    HeldByCutoff,

    /// <summary>A line that cannot be read.</summary>
    Malformed,
}
