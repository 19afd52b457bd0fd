using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>What a morning's report tells: a day, each channel account's result of it, and the days before.</summary>
public sealed record ReconciliationReport
{
    /// <summary>The day reported on.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Each account's result, in the order shown.</summary>
    public required IReadOnlyList<AccountReport> Accounts { get; init; }

    /// <summary>The days up to <see cref="Day"/>, the oldest first; at most 30 are shown. Empty for no trend.</summary>
    public IReadOnlyList<ReportDay> Trend { get; init; } = [];
}

/// <summary>One channel account's day.</summary>
public sealed record AccountReport
{
    /// <summary>The account's name, as <c>wechat-main</c>.</summary>
    public required string Account { get; init; }

    /// <summary>What the run came to.</summary>
    public required ReconciliationSummary Summary { get; init; }

    /// <summary>The differences that are open, also those of earlier days.</summary>
    public required IReadOnlyList<ReportBreak> Breaks { get; init; }
}

/// <summary>One difference as the report shows it.</summary>
/// <param name="Bucket">Its kind.</param>
/// <param name="OrderNo">Our order number, or empty.</param>
/// <param name="AttemptNo">The number the channel saw, or empty.</param>
/// <param name="ChannelTransactionId">The channel's number, or empty.</param>
/// <param name="OursMinor">Our amount in minor units, where we have the line.</param>
/// <param name="TheirsMinor">The channel's amount in minor units, where it has the line.</param>
/// <param name="Detail">What was seen, in words.</param>
/// <param name="Since">The day it was first seen.</param>
public sealed record ReportBreak(
    ReconciliationBucket Bucket, string OrderNo, string AttemptNo, string ChannelTransactionId, long? OursMinor, long? TheirsMinor, string Detail, DateOnly Since)
{
    /// <summary>ISO 4217; <see langword="null"/> where it is not known: the account has several and the line does not say.</summary>
    public string? Currency { get; init; }

    /// <summary>The money the difference is about: the greater of both sides, without sign; 0 where neither is known.</summary>
    public long StakeMinor => Math.Max(Math.Abs(OursMinor ?? 0), Math.Abs(TheirsMinor ?? 0));
}

/// <summary>One day of the trend, over all accounts.</summary>
/// <param name="Day">The day.</param>
/// <param name="Lines">How many lines were put into a bucket.</param>
/// <param name="Breaks">How many were neither matched nor held.</param>
/// <param name="Held">How many were held by cut-off.</param>
public sealed record ReportDay(DateOnly Day, long Lines, long Breaks, long Held);

/// <summary>The language a report opens in; the reader can change it.</summary>
public enum ReportLanguage
{
    /// <summary>Simplified Chinese, <c>zh-CN</c>.</summary>
    Chinese,

    /// <summary>English, <c>en</c>.</summary>
    English,
}
