using System.Text.Json.Serialization;
using Payments.Channels;

namespace Payments.Reconciliation;

/// <summary>
/// A difference between the channel's bill and our records, with the life it has until somebody settled it. An immutable snapshot: every change is a
/// new one with a higher <see cref="Version"/> and one more line of <see cref="History"/>.
/// </summary>
public sealed record Break
{
    /// <summary>Follows from account, kind, day and line: doing a run again finds the same break.</summary>
    public required string BreakId { get; init; }

    /// <summary>The channel account.</summary>
    public required string ChannelAccount { get; init; }

    /// <summary>The kind of bill.</summary>
    public required StatementKind Kind { get; init; }

    /// <summary>The day it belongs to, in the account's time zone: of our record where we have one, else of the bill. Its age counts from here.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The run that saw it last.</summary>
    public required string RunId { get; init; }

    /// <summary>Its kind.</summary>
    public required ReconciliationBucket Bucket { get; init; }

    /// <summary>Where it stands.</summary>
    public required BreakState State { get; init; }

    /// <summary>How it was resolved; set while it is <see cref="BreakState.Resolved"/>.</summary>
    public BreakResolution? Resolution { get; init; }

    /// <summary>What one person proposed and another has to approve; set only in <see cref="BreakState.InReview"/>.</summary>
    public BreakProposal? Proposal { get; init; }

    /// <summary>Our order number, where there is one.</summary>
    public string? OrderNo { get; init; }

    /// <summary>The number the channel saw, where there is one.</summary>
    public string? AttemptNo { get; init; }

    /// <summary>The channel's number, where there is one.</summary>
    public string? ChannelTransactionId { get; init; }

    /// <summary>Our amount in minor units, where we have the line.</summary>
    public long? OursMinor { get; init; }

    /// <summary>The channel's amount in minor units, where it has the line.</summary>
    public long? TheirsMinor { get; init; }

    /// <summary>ISO 4217, where it is known.</summary>
    public string? Currency { get; init; }

    /// <summary>What was seen, in words.</summary>
    public required string Detail { get; init; }

    /// <summary>A guess of the cause.</summary>
    public BreakCause Cause { get; init; }

    /// <summary>What the guess rests on, in words.</summary>
    public string? CauseEvidence { get; init; }

    /// <summary>Our record of a line that was held by cut-off, so that the next days' runs can carry it.</summary>
    public OwnRecord? Held { get; init; }

    /// <summary>The day whose run ended the hold: its bill had the line, or it became a break then. Before <see cref="Day"/> where the bill was early.</summary>
    public DateOnly? SettledDay { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was resolved.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Starts at 1 and rises by one with every change; the store refuses a change based on an older one.</summary>
    public required long Version { get; init; }

    /// <summary>All that happened to it, oldest first: one line for each version. Only ever grows.</summary>
    public IReadOnlyList<BreakChange> History { get; init; } = [];

    /// <summary>The money it is about: the greater of both sides, or what they differ by where both have the line. In minor units, not negative.</summary>
    [JsonIgnore]
    public long StakeMinor => Bucket is ReconciliationBucket.Amount or ReconciliationBucket.Refund && OursMinor is { } ours && TheirsMinor is { } theirs
        ? Math.Abs(theirs - ours)
        : Math.Max(Math.Abs(OursMinor ?? 0), Math.Abs(TheirsMinor ?? 0));

    /// <summary>How old it is, in days.</summary>
    /// <param name="today">Today, in the account's time zone.</param>
    public int AgeDays(DateOnly today) => Math.Max(0, today.DayNumber - Day.DayNumber);
}

/// <summary>Where a break stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakState>))]
public enum BreakState
{
    /// <summary>Nobody looks at it yet.</summary>
    Open,

    /// <summary>It may clear by itself: the channel may have it in the next bill.</summary>
    Held,

    /// <summary>A person looks at it, or a resolution waits for a second one.</summary>
    InReview,

    /// <summary>Settled. It can be reopened.</summary>
    Resolved,
}

/// <summary>How a break was resolved.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakResolution>))]
public enum BreakResolution
{
    /// <summary>The order was completed (补单).</summary>
    CompleteOrder,

    /// <summary>The money goes back to its payer (退款).</summary>
    Refund,

    /// <summary>The books are adjusted (调账).</summary>
    Adjust,

    /// <summary>The amount is put on suspense (挂账).</summary>
    Suspense,

    /// <summary>It does not matter.</summary>
    Ignore,

    /// <summary>It went away by itself: a later bill has the line, or doing the run again no longer finds it. Never a person's choice.</summary>
    Cleared,
}

/// <summary>A guess of what caused a break.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakCause>))]
public enum BreakCause
{
    /// <summary>No guess.</summary>
    Unknown,

    /// <summary>The two sides put the line into different days.</summary>
    Cutoff,

    /// <summary>The channel's callback never came.</summary>
    LostCallback,

    /// <summary>The same was taken or listed twice.</summary>
    Duplicate,

    /// <summary>The channel's fee is another than the one known.</summary>
    FeeChange,

    /// <summary>Made at the channel without us, as a refund in its console.</summary>
    ChannelConsole,

    /// <summary>Another system uses the same account: the number is not one of ours.</summary>
    OtherSystem,
}

/// <summary>A resolution that waits for a second person.</summary>
/// <param name="Resolution">What is proposed.</param>
/// <param name="Person">Who proposed it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">What proves it.</param>
/// <param name="At">When.</param>
public sealed record BreakProposal(BreakResolution Resolution, string Person, string Reason, string? Evidence, DateTimeOffset At);

/// <summary>One change of a break.</summary>
/// <param name="At">When, by our clock.</param>
/// <param name="Person">Who: a person, or <see cref="System"/>.</param>
/// <param name="Action">What was done, as <c>opened</c>, <c>resolved</c>.</param>
/// <param name="State">Where it stood after it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">What proves it.</param>
/// <param name="Resolution">The resolution proposed or made.</param>
public sealed record BreakChange(
    DateTimeOffset At, string Person, string Action, BreakState State, string Reason, string? Evidence = null, BreakResolution? Resolution = null)
{
    /// <summary>The person of changes that nobody made: <c>system</c>. No person may use it.</summary>
    public const string System = "system";
}
