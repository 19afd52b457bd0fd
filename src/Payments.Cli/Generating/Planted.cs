namespace Payments.Cli.Generating;

/// <summary>What can be planted; the bucket it must be found in is in <see cref="Plan.BucketOf"/>.</summary>
internal enum Planted : byte
{
    Nothing,
    ChannelOnly,

    /// <summary>A refund made at the channel's console.</summary>
    ChannelOnlyRefund,
    OursOnly,
    Amount,
    Currency,
    Status,
    Fee,
    Refund,
    DuplicateOfChannel,
    DuplicateOfOurs,
    Held,
    Malformed,
}
