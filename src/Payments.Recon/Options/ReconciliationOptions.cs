using Payments.Channels;

namespace Payments.Recon;

/// <summary>Settings of reconciliation, read from <c>Payments:Reconciliation</c>. Checked when the host starts.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>Whether this host obtains bills and compares. Operators may start runs and work on breaks either way. Default: <see langword="true"/>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The time of day, in the account's time zone, from which on the day before is asked for. Default: 02:00. 00:00 to 23:59.</summary>
    public TimeSpan At { get; set; } = TimeSpan.FromHours(2);

    /// <summary>The accounts to reconcile. Default, when empty: every account whose channel publishes bills.</summary>
    public IList<string> Accounts { get; } = [];

    /// <summary>The kinds of bill to obtain. Default, when empty: trades. Fund-flow bills are archived and not compared.</summary>
    public IList<StatementKind> Kinds { get; } = [];

    /// <summary>The time zone of the accounts' days, as an offset from UTC. Default: +08:00, that of WeChat Pay and Alipay. -14:00 to +14:00.</summary>
    public TimeSpan UtcOffset { get; set; } = TimeSpan.FromHours(8);

    /// <summary>The time zones of accounts whose days are others, by account.</summary>
    public IDictionary<string, TimeSpan> UtcOffsets { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>How many days are made up for after a downtime. Default: 7. 1 to 90.</summary>
    public int CatchUpDays { get; set; } = 7;

    /// <summary>How long after its day's end a bill is asked for before the run fails. Default: 3 days. 1 hour to 30 days.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How often the store is asked for runs that are due. Default: 10 seconds. 50 milliseconds to 10 minutes.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a run is a node's own without a sign of life; then another takes over. Default: 2 minutes. 1 second to 1 hour.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>By how many minor units amounts may differ and still match. Default: 0. 0 to 1,000,000.</summary>
    public long ToleranceMinor { get; set; }

    /// <summary>How long before the day's end a record of ours that the bill lacks is held. Default: 5 minutes. 0 to 12 hours.</summary>
    public TimeSpan CutoffWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many days a held record becomes a break. Default: 3. 1 to 30.</summary>
    public int HeldDays { get; set; } = 3;

    /// <summary>Into how many parts a comparison is split. Default: 100. 1 to 10,000.</summary>
    public int Partitions { get; set; } = 100;

    /// <summary>How many bytes of memory a comparison may take before it spills to disk. Default: 768 MiB. 64 MiB to 64 GiB.</summary>
    public long MemoryLimit { get; set; } = 768L << 20;

    /// <summary>How long before a day an order of its payments may have been made. Default: 8 days, a day more than orders wait at most. 1 hour to 60 days.</summary>
    public TimeSpan OrderLookback { get; set; } = TimeSpan.FromDays(8);

    /// <summary>How many differences of a run are looked into and repaired by themselves, at most. Default: 1,000. 0 to 100,000.</summary>
    public int MaxRepairs { get; set; } = 1_000;

    /// <summary>From which stake on, in minor units, a second person has to approve a resolution: above it. Default: 100,000. From 0.</summary>
    public long SecondApproverAboveMinor { get; set; } = 100_000;

    /// <summary>Where bills and results lie while they are worked on. Default: <c>payments-reconciliation</c> in the system's folder for temporary files.</summary>
    public string WorkFolder { get; set; } = Path.Combine(Path.GetTempPath(), "payments-reconciliation");

    /// <summary>Where bills, results and reports are kept.</summary>
    public ReconciliationArchiveOptions Archive { get; } = new();

    /// <summary>An account's time zone.</summary>
    internal TimeSpan OffsetOf(string account) => UtcOffsets.TryGetValue(account, out var offset) ? offset : UtcOffset;

    internal DateTimeOffset StartOf(string account, DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), OffsetOf(account));

    internal DateOnly DayOf(string account, DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(OffsetOf(account)).DateTime);
}

/// <summary>Where bills, results and reports are kept.</summary>
public sealed class ReconciliationArchiveOptions
{
    /// <summary>What keeps them. Default: a folder.</summary>
    public ReconciliationArchiveKind Kind { get; set; }

    /// <summary>The folder; with several nodes, one they all mount. Default: <c>payments-archive</c> in the working directory.</summary>
    public string Folder { get; set; } = "payments-archive";

    /// <summary>How long everything is kept; nothing is deleted before. Default: 1,096 days, three years. 1,096 to 36,500 days.</summary>
    public TimeSpan Retention { get; set; } = ReconciliationArchive.LeastRetention;

    /// <summary>The settings of S3.</summary>
    public S3ArchiveOptions S3 { get; } = new();

    /// <summary>The settings of HDFS.</summary>
    public WebHdfsArchiveOptions WebHdfs { get; } = new();
}

/// <summary>What keeps an archive.</summary>
public enum ReconciliationArchiveKind
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>S3, or a store that speaks like it.</summary>
    S3,

    /// <summary>HDFS, over WebHDFS.</summary>
    WebHdfs,
}
