using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>What a signal makes of an order: the order as it shall be and the events that tell of it, or the same order when nothing changes.</summary>
internal sealed record Transition
{
    public required PaymentOrder Before { get; init; }

    public required PaymentOrder After { get; init; }

    public IReadOnlyList<PaymentEvent> Events { get; init; } = [];

    /// <summary>What the transition makes of the evidence that caused it.</summary>
    public required EvidenceVerdict Verdict { get; init; }

    public required string Reason { get; init; }

    /// <summary>Whether the order is to be looked at again at once.</summary>
    public bool ChecksNow { get; init; }

    public bool ChangesNothing => ReferenceEquals(Before, After);

    public static Transition None(PaymentOrder order, EvidenceVerdict verdict, string reason) =>
        new() { Before = order, After = order, Verdict = verdict, Reason = reason };
}
