using Payments.Reconciliation;

namespace Payments.Recon.Reporting;

/// <summary>What a report adds up, once.</summary>
internal sealed class ReportFigures
{
    private static readonly (int From, int To)[] Bands = [(0, 0), (1, 1), (2, 3), (4, 7), (8, 30), (31, int.MaxValue)];

    private readonly ReconciliationReport _report;

    public ReportFigures(ReconciliationReport report)
    {
        _report = report;
        Buckets = [.. Enum.GetValues<ReconciliationBucket>().Select(FiguresOf).Where(figures => figures.Count > 0)];
        Lines = report.Accounts.Sum(account => account.Summary.Counts.Values.Sum());
        Matched = Buckets.Where(figures => BucketWords.IsMatched(figures.Bucket)).Sum(figures => figures.Count);
        Held = Buckets.Where(figures => figures.Bucket == ReconciliationBucket.HeldByCutoff).Sum(figures => figures.Count);
        Breaks = Buckets.Where(figures => BucketWords.IsBreak(figures.Bucket)).Sum(figures => figures.Count);
        Work = [.. Buckets.Where(figures => !BucketWords.IsMatched(figures.Bucket)).OrderByDescending(figures => BucketWords.Urgency(figures.Bucket)).ThenByDescending(figures => figures.LargestStake)];
        Stake = Sum(Work.Where(figures => BucketWords.IsBreak(figures.Bucket)).SelectMany(figures => figures.Stake));
        Gross = Sum(report.Accounts.SelectMany(GrossOf));
        Difference = Sum(report.Accounts.SelectMany(account => account.Summary.Bridge).Select(bridge => KeyValuePair.Create(bridge.Currency, (Int128)bridge.ChannelMinor - bridge.OursMinor)));
        Bridges = report.Accounts.All(account => account.Summary.Bridge.All(bridge => bridge.Holds));
        var open = report.Accounts.SelectMany(account => account.Breaks).Where(one => BucketWords.IsBreak(one.Bucket)).ToList();
        Oldest = open.Count == 0 ? null : open.Min(one => one.Since);
        Ages = [.. Bands.Select(band => new AgeBand(band.From, band.To, open.LongCount(one => AgeOf(one) >= band.From && AgeOf(one) <= band.To)))];
    }

    public IReadOnlyList<BucketFigures> Buckets { get; }

    /// <summary>The buckets that are not matched, the most pressing first.</summary>
    public IReadOnlyList<BucketFigures> Work { get; }

    /// <summary>The day's lines; differences of earlier days are not among them.</summary>
    public long Lines { get; }

    public long Matched { get; }

    public long Held { get; }

    public long Breaks { get; }

    /// <summary>The money of all breaks, by currency.</summary>
    public IReadOnlyList<KeyValuePair<string, Int128>> Stake { get; }

    /// <summary>The larger side's payments and refunds, by currency.</summary>
    public IReadOnlyList<KeyValuePair<string, Int128>> Gross { get; }

    /// <summary>The channel's net less ours, by currency.</summary>
    public IReadOnlyList<KeyValuePair<string, Int128>> Difference { get; }

    public bool Bridges { get; }

    public DateOnly? Oldest { get; }

    public IReadOnlyList<AgeBand> Ages { get; }

    public int AgeOf(ReportBreak one) => Math.Max(0, _report.Day.DayNumber - one.Since.DayNumber);

    /// <summary>The share of the money that is not in a break, in the currency with the most of it.</summary>
    public string MoneyRate()
    {
        if (Gross.Count == 0)
        {
            return "\u2013"; // nothing happened that day
        }

        var (currency, gross) = Gross.MaxBy(amount => amount.Value);
        return AmountText.Percent(gross - Stake.FirstOrDefault(amount => amount.Key == currency).Value, gross);
    }

    public static IReadOnlyList<KeyValuePair<string, Int128>> Sum(IEnumerable<KeyValuePair<string, Int128>> amounts)
    {
        var sums = new SortedDictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var (currency, minor) in amounts)
        {
            sums[currency] = sums.GetValueOrDefault(currency) + minor;
        }

        return [.. sums];
    }

    private BucketFigures FiguresOf(ReconciliationBucket bucket)
    {
        var breaks = _report.Accounts.SelectMany(account => account.Breaks).Where(one => one.Bucket == bucket).ToList();
        var counted = _report.Accounts.Sum(account => account.Summary.Counts.GetValueOrDefault(bucket));
        return new BucketFigures(
            bucket,
            Math.Max(counted, breaks.Count),
            Sum(breaks.Where(one => one.Currency is not null).Select(one => KeyValuePair.Create(one.Currency!, (Int128)one.StakeMinor))),
            breaks.Count == 0 ? null : breaks.Min(one => one.Since));
    }

    private static IEnumerable<KeyValuePair<string, Int128>> GrossOf(AccountReport account) =>
        account.Summary.Totals.GroupBy(side => side.Currency, StringComparer.Ordinal)
            .Select(sides => KeyValuePair.Create(sides.Key, sides.Max(side => (Int128)side.PaymentsMinor + side.RefundsMinor)));
}

/// <param name="Bucket">The bucket.</param>
/// <param name="Count">How many, those of earlier days included.</param>
/// <param name="Stake">Their money, by currency.</param>
/// <param name="Oldest">The day the oldest was first seen.</param>
internal sealed record BucketFigures(ReconciliationBucket Bucket, long Count, IReadOnlyList<KeyValuePair<string, Int128>> Stake, DateOnly? Oldest)
{
    public Int128 LargestStake => Stake.Count == 0 ? 0 : Stake.Max(amount => amount.Value);
}

internal sealed record AgeBand(int From, int To, long Count);
