using Payments.Channels;

namespace Payments.Fleet.Nodes;

/// <summary>A fault put into the nodes on purpose, to see that the reckoning finds it. None is in shipped code.</summary>
internal sealed class PlantedBug(string? name)
{
    /// <summary>A callback is acknowledged, and applied a little later.</summary>
    public const string AcknowledgeBeforeCommit = "acknowledge-before-commit";

    /// <summary>An event is settled, and delivered a little later.</summary>
    public const string SettleBeforeDelivery = "settle-before-delivery";

    /// <summary>A repeated request is answered with the order as it stands now.</summary>
    public const string AnswerFromNow = "answer-from-now";

    /// <summary>Each refund is sent under a number of its own.</summary>
    public const string RefundUnderNewNumber = "refund-under-new-number";

    /// <summary>Closing at the channel is left out.</summary>
    public const string CloseNotSent = "close-not-sent";

    /// <summary>Each fiftieth payment is committed without its event.</summary>
    public const string StateWithoutEvent = "state-without-event";

    private int _count;

    public static IReadOnlyList<string> All { get; } =
        [AcknowledgeBeforeCommit, SettleBeforeDelivery, AnswerFromNow, RefundUnderNewNumber, CloseNotSent, StateWithoutEvent];

    public bool Is(string bug) => name == bug;

    /// <summary>True each so many times.</summary>
    public bool IsTurn(string bug, int each) => Is(bug) && Interlocked.Increment(ref _count) % each == 0;

    public ChannelRefundOrder RefundOf(ChannelRefundOrder refund) => Is(RefundUnderNewNumber)
        ? refund with { RefundNo = $"{refund.RefundNo[..^6]}{Random.Shared.Next(1_000_000):D6}" }
        : refund;
}
