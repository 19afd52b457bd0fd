using Payments.Drill.Hosting;
using Payments.Drill.Load;

namespace Payments.Drill.Reckoning;

/// <summary>What the buyers felt.</summary>
internal sealed class Timings
{
    /// <summary>An order answered later than usual by more than this has felt the outage.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    private const double AllButStragglers = 0.95;

    public Timings(IReadOnlyCollection<Placed> placed, TimeSpan usualFrom, TimeSpan brokenAt, TimeSpan mendedAt)
    {
        var before = placed.Where(order => order.DueAt >= usualFrom && order.DueAt < brokenAt - Tolerance).ToList();
        Usual = Quantile([.. before.Where(order => order.IsAccepted).Select(order => order.Took)], 0.5);
        Noise = before.Count(Feels);
        Felt = [.. placed.Where(order => order.DueAt >= brokenAt - Tolerance && Feels(order)).OrderBy(order => order.DueAt)];

        FeltElsewhere = Felt.Count(order => order is { IsAccepted: true, IsFailover: false, FirstAccount: MerchantHost.Backup });
        var during = placed.Where(order => order.DueAt >= brokenAt && order.DueAt < mendedAt).ToList();
        MovedAfter = during.Where(order => order.FirstAccount != MerchantHost.Backup).Select(order => order.DueAt - brokenAt).DefaultIfEmpty().Max();

        var failovers = placed.Where(order => order is { IsFailover: true, IsAccepted: true } && order.DueAt >= brokenAt - Tolerance).Select(order => order.Took - Usual).ToList();
        Failovers = failovers.Count;
        FailoverQuick = failovers.Count == 0 ? 1 : failovers.Count(added => added < Tolerance) / (double)failovers.Count;
        FailoverMedian = Quantile(failovers, 0.5);
        FailoverWorst = failovers.DefaultIfEmpty().Max();
        ReturnedAfter = Returned([.. placed.Where(order => order.DueAt >= mendedAt)], mendedAt);
    }

    /// <summary>The median answer before the outage.</summary>
    public TimeSpan Usual { get; }

    /// <summary>Orders that would have counted as feeling an outage before there was one: what the machine does by itself.</summary>
    public int Noise { get; }

    public IReadOnlyList<Placed> Felt { get; }

    /// <summary>Those of them that were never near the sick account.</summary>
    public int FeltElsewhere { get; }

    /// <summary>When the last order of the outage was first sent to the sick account, after its beginning.</summary>
    public TimeSpan MovedAfter { get; }

    public int Failovers { get; }

    /// <summary>The share of failovers that added less than <see cref="Tolerance"/>.</summary>
    public double FailoverQuick { get; }

    public TimeSpan FailoverMedian { get; }

    public TimeSpan FailoverWorst { get; }

    /// <summary>From when on, after the recovery, the primary had the traffic; <see langword="null"/>: never.</summary>
    public TimeSpan? ReturnedAfter { get; }

    private bool Feels(Placed order) => !order.IsAccepted || order.Took > Usual + Tolerance;

    private static TimeSpan Quantile(List<TimeSpan> values, double share)
    {
        values.Sort();
        return values.Count == 0 ? TimeSpan.Zero : values[(int)(share * (values.Count - 1))];
    }

    /// <summary>The end of the last second in which the primary did not have the traffic.</summary>
    private static TimeSpan? Returned(List<Placed> after, TimeSpan mendedAt)
    {
        var seconds = after
            .GroupBy(order => (int)(order.DueAt - mendedAt).TotalSeconds)
            .OrderBy(second => second.Key)
            .Select(second => (At: second.Key, IsBack: second.Count(order => order.FirstAccount == MerchantHost.Primary) >= AllButStragglers * second.Count()))
            .ToList();
        if (seconds.Count == 0 || !seconds[^1].IsBack)
        {
            return null;
        }

        return TimeSpan.FromSeconds(seconds.FindLastIndex(second => !second.IsBack) is >= 0 and var last ? seconds[last].At + 1 : 0);
    }
}
