using System.Text.Json.Serialization;
using Payments.Channels;

namespace Payments.Reconciliation;

/// <summary>
/// The comparison of one channel account's day with the channel's bill of it. An immutable snapshot: every change is a new one with a higher
/// <see cref="Version"/>.
/// </summary>
public sealed record ReconciliationRun
{
    /// <summary>Names the run: <see cref="IdOf"/> of account, day and kind. There is one, however often it is done again.</summary>
    public required string RunId { get; init; }

    /// <summary>The channel account.</summary>
    public required string ChannelAccount { get; init; }

    /// <summary>The day, in the account's time zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The kind of bill.</summary>
    public required StatementKind Kind { get; init; }

    /// <summary>Where the run stands.</summary>
    public required ReconciliationRunState State { get; init; }

    /// <summary>When it was written down.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it is to be worked on next; <see langword="null"/> when nothing is left to do.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How often the channel was asked for the bill since the run was started.</summary>
    public int Attempts { get; init; }

    /// <summary>How often it was completed: 1 after the first time, higher when it was done again.</summary>
    public int Completions { get; init; }

    /// <summary>When it was last completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Who started it by hand; <see langword="null"/> for the schedule.</summary>
    public string? StartedBy { get; init; }

    /// <summary>The bill's form as the channel named it, as <c>wechat.trades</c>; <see langword="null"/> before it was obtained.</summary>
    public string? Format { get; init; }

    /// <summary>SHA-256 of the bill as received, lower-case hex.</summary>
    public string? BillSha256 { get; init; }

    /// <summary>How many ended in each bucket; empty before the first completion.</summary>
    public IReadOnlyDictionary<ReconciliationBucket, long> Counts { get; init; } = new Dictionary<ReconciliationBucket, long>();

    /// <summary>What each side counted and summed, by currency.</summary>
    public IReadOnlyList<SideTotals> Totals { get; init; } = [];

    /// <summary>From our total to the channel's, by currency: law 8.</summary>
    public IReadOnlyList<Bridge> Bridge { get; init; } = [];

    /// <summary>How many differences were repaired by themselves when it was last completed.</summary>
    public int Repaired { get; init; }

    /// <summary>The bill, the results and the reports in the archive.</summary>
    public IReadOnlyList<ArchivedFile> Files { get; init; } = [];

    /// <summary>The report handlers that have the report of the last completion.</summary>
    public IReadOnlyList<string> DeliveredTo { get; init; } = [];

    /// <summary>How often handing out the report of the last completion failed.</summary>
    public int ReportTries { get; init; }

    /// <summary>Why it waits or failed.</summary>
    public PaymentError? Error { get; init; }

    /// <summary>Starts at 1 and rises by one with every change; the store refuses a change based on an older one.</summary>
    public required long Version { get; init; }

    /// <summary>Whether nothing is left to do but to hand out the report.</summary>
    [JsonIgnore]
    public bool IsFinal => State is ReconciliationRunState.Completed or ReconciliationRunState.NoActivity or ReconciliationRunState.Failed;

    /// <summary>The id of the run of an account's day: <c>wechat-main-20260131-trades</c>.</summary>
    public static string IdOf(string account, DateOnly day, StatementKind kind) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{account}-{day:yyyyMMdd}-{(kind == StatementKind.Trades ? "trades" : "fundflow")}");
}

/// <summary>Where a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReconciliationRunState>))]
public enum ReconciliationRunState
{
    /// <summary>To be begun, or waiting for the channel to have the bill.</summary>
    Waiting,

    /// <summary>A node asks for the bill.</summary>
    Obtaining,

    /// <summary>The bill is there, and a node compares.</summary>
    Matching,

    /// <summary>Every line is in a bucket, and the differences are in the store.</summary>
    Completed,

    /// <summary>The channel says that nothing happened that day, and neither do we.</summary>
    NoActivity,

    /// <summary>Given up; it can be started again by hand.</summary>
    Failed,
}

/// <summary>A file in the archive.</summary>
/// <param name="Name">What it is: <c>bill.csv</c>, <c>summary.json</c>, <c>breaks.csv</c>, <c>report.html</c> and the like.</param>
/// <param name="Sha256">SHA-256 of its content, lower-case hex; names the content in the archive.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sequence">Its place in the archive's index.</param>
/// <param name="EntrySha256">SHA-256 of that index entry: pins the chain up to it.</param>
public sealed record ArchivedFile(string Name, string Sha256, long Bytes, long Sequence, string EntrySha256);
