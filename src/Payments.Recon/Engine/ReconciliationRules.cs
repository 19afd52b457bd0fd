namespace Payments.Recon;

/// <summary>How two sides are compared.</summary>
public sealed record ReconciliationRules
{
    /// <summary>The account's time zone as an offset from UTC; default +08:00, that of WeChat Pay and Alipay.</summary>
    public TimeSpan UtcOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>By how many minor units amounts may differ and still match; default 0.</summary>
    public long ToleranceMinor { get; init; }

    /// <summary>How long before the day's end a record of ours that the channel does not have is held; default five minutes.</summary>
    public TimeSpan CutoffWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many days a held record becomes a break; default 3.</summary>
    public int HeldDays { get; init; } = 3;

    /// <summary>Into how many parts the work is split by the hash of the key, 1 to 10,000; default 100. Results do not depend on it.</summary>
    public int Partitions { get; init; } = 100;

    /// <summary>How much memory the comparison may take before it spills to disk, in bytes, at least 16 MiB; default 768 MiB.</summary>
    public long MemoryLimit { get; init; } = 768L << 20;

    /// <summary>What is asked of the bill's own summary; default: that it is there.</summary>
    public BillSummaryPolicy Summary { get; init; } = BillSummaryPolicy.Present;

    /// <summary>How many threads work, 0 to 64; default 0: one for each processor. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>How much a packed bill may unpack to, in bytes; default 64 GiB. A bomb is stopped long before by its ratio.</summary>
    public long MaxBillBytes { get; init; } = 64L << 30;
}
