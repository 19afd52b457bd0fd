using Payments.Channels;

namespace Payments.Core.Orders;

/// <summary>One run of an order's attempt: what it works on, and what it may do.</summary>
internal sealed class AttemptRun
{
    /// <summary>The order as it was read last.</summary>
    public required PaymentOrder Order { get; set; }

    /// <summary>The attempt at hand.</summary>
    public required string AttemptNo { get; set; }

    public required Payer? Payer { get; init; }

    public required RequestKey Key { get; init; }

    /// <summary>Whether an earlier call may have sent something of the attempt at hand.</summary>
    public required bool SentBefore { get; set; }

    /// <summary>The account the request names: then no other is tried.</summary>
    public required string? WantedAccount { get; init; }

    /// <summary>When the run began, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public required long StartedAt { get; init; }

    /// <summary>The accounts tried in this run, a bit each.</summary>
    public ulong Tried { get; set; }

    /// <summary>How many attempts this run made or took up.</summary>
    public int Attempts { get; set; } = 1;

    public PaymentAttempt Attempt => AttemptRules.Require(Order, AttemptNo);

    public AttemptStatus StatusIfNotSent => SentBefore ? AttemptStatus.Unknown : AttemptStatus.Created;
}

/// <summary>What asking a channel for the attempt at hand came to. A closed set.</summary>
internal abstract record Asked
{
    private Asked()
    {
    }

    public sealed record NextStep(NextAction Value) : Asked;

    public sealed record Charged(ChannelPayment Value) : Asked;

    public sealed record Refused(PaymentError Error) : Asked;

    public sealed record Unanswered(PaymentError Error) : Asked;

    public sealed record NotSent(PaymentError Error) : Asked;
}
