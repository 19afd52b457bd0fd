using System.Globalization;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Reporting;

/// <summary>Reports as a run would give them, from a seed.</summary>
internal static class SampleReports
{
    public static readonly DateOnly Day = new(2026, 11, 27);

    public static ReconciliationReport Quiet() => new()
    {
        Day = Day,
        MadeAt = new DateTimeOffset(2026, 11, 28, 8, 55, 0, TimeSpan.FromHours(8)),
        Accounts = [Account("wechat-main", 482_310, [])],
        Trend = Trend(0),
    };

    public static ReconciliationReport Morning() => WithBreaks(148);

    public static ReconciliationReport WithBreaks(int count, int seed = 7)
    {
        var random = new Random(seed);
        var breaks = Enumerable.Range(0, count).Select(index => Break(index, random)).ToList();
        return new ReconciliationReport
        {
            Day = Day,
            MadeAt = new DateTimeOffset(2026, 11, 28, 8, 55, 0, TimeSpan.FromHours(8)),
            Accounts =
            [
                Account("wechat-main", 482_310, breaks[..(count * 2 / 3)]),
                Account("wechat-backup", 20_118, breaks[(count * 2 / 3)..(count * 3 / 4)]),
                Account("alipay-main", 311_902, breaks[(count * 3 / 4)..]),
            ],
            Trend = Trend(count),
        };
    }

    private static IReadOnlyList<ReportDay> Trend(int last)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 30).Select(index => new ReportDay(
            Day.AddDays(index - 29), 790_000 + random.Next(60_000), index == 29 ? last : index == 12 ? 610 : random.Next(20, 190), random.Next(5, 30)))];
    }

    private static ReportBreak Break(int index, Random random)
    {
        ReconciliationBucket[] kinds =
        [
            ReconciliationBucket.ChannelOnly, ReconciliationBucket.ChannelOnly, ReconciliationBucket.OursOnly, ReconciliationBucket.Amount, ReconciliationBucket.Status,
            ReconciliationBucket.Fee, ReconciliationBucket.Refund, ReconciliationBucket.Duplicate, ReconciliationBucket.HeldByCutoff, ReconciliationBucket.HeldByCutoff, ReconciliationBucket.HeldByCutoff, ReconciliationBucket.Malformed,
        ];
        var bucket = kinds[random.Next(kinds.Length)];
        long amount = random.Next(100, 500_00);
        var number = string.Create(CultureInfo.InvariantCulture, $"20261127{random.NextInt64(10_000_000_000, 99_999_999_999)}{index:D6}");
        long? ours = bucket is ReconciliationBucket.ChannelOnly or ReconciliationBucket.Malformed ? null : amount;
        long? theirs = bucket switch
        {
            ReconciliationBucket.OursOnly or ReconciliationBucket.HeldByCutoff or ReconciliationBucket.Malformed => null,
            ReconciliationBucket.Amount or ReconciliationBucket.Refund => amount + random.Next(-99, 99) + 100,
            _ => amount,
        };
        var age = bucket == ReconciliationBucket.HeldByCutoff ? 0 : random.Next(10) switch { < 6 => 0, < 8 => 1, 8 => random.Next(2, 8), _ => random.Next(8, 40) };
        return new ReportBreak(
            bucket, ours is null ? "" : "P" + number, "A" + number, theirs is null ? "" : "42000020260" + number, ours, theirs,
            $"{bucket}: the channel says {theirs?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}, we say {ours?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}", Day.AddDays(-age)) { Currency = "CNY" };
    }

    private static AccountReport Account(string name, long lines, IReadOnlyList<ReportBreak> breaks)
    {
        var counts = Enum.GetValues<ReconciliationBucket>().ToDictionary(bucket => bucket, bucket => breaks.LongCount(one => one.Bucket == bucket));
        counts[ReconciliationBucket.Matched] = lines - breaks.Count;
        var ours = lines * 8_812;
        var steps = Enum.GetValues<ReconciliationBucket>()
            .Select(bucket => new BridgeStep(bucket, breaks.Where(one => one.Bucket == bucket).Sum(one => (one.TheirsMinor ?? 0) - (one.OursMinor ?? 0)))).ToList();
        var theirs = ours + steps.Sum(step => step.DeltaMinor);
        return new AccountReport
        {
            Account = name,
            Breaks = breaks,
            Summary = new ReconciliationSummary
            {
                Day = Day,
                Format = name.StartsWith("wechat", StringComparison.Ordinal) ? "wechat.all" : "alipay.trades",
                Counts = counts,
                Totals =
                [
                    new SideTotals("ours", "CNY", lines - 900, ours + 7_900_00, 900, 7_900_00, lines * 53),
                    new SideTotals("channel", "CNY", lines - 900, theirs + 7_900_00, 900, 7_900_00, lines * 53),
                ],
                Bridge = [new Bridge("CNY", ours, steps, theirs)],
                OursSha256 = new string('a', 64),
                BillSha256 = new string('b', 64),
            },
        };
    }
}
