using Payments.Reconciliation;

namespace Payments.Recon.Tests.Engine;

/// <summary>What a day must come to, decided the slow and plain way.</summary>
internal sealed class Oracle
{
    private const int Day = 86_400;
    private const int HeldDays = 3;
    private const int Cutoff = 300;

    private readonly RandomDay _day;
    private readonly List<(SampleLine Line, bool IsCarried)> _ours;

    public Oracle(RandomDay day)
    {
        _day = day;
        _ours = [.. day.Carried.Select(line => (line, true)), .. day.Ours.Select(line => (line, false))];
        Run();
    }

    public Dictionary<ReconciliationBucket, long> Counts { get; } = Enum.GetValues<ReconciliationBucket>().ToDictionary(bucket => bucket, _ => 0L);

    /// <summary>Bucket, number, our amount, their amount; sorted. Of malformed lines only the bucket and the number.</summary>
    public List<string> Breaks { get; } = [];

    public Dictionary<string, long> OursNet { get; } = [];

    public Dictionary<string, long> TheirsNet { get; } = [];

    public static string Show(ReconciliationBucket bucket, string number, long? ours, long? theirs) => $"{bucket}|{number}|{ours}|{theirs}";

    private void Run()
    {
        var ours = Readable(_ours, true);
        var theirs = Readable([.. _day.Theirs.Select(line => (line, false))], false);
        foreach (var (line, _) in ours)
        {
            OursNet[line.Currency] = OursNet.GetValueOrDefault(line.Currency) + line.Net;
        }

        foreach (var (line, _) in theirs)
        {
            TheirsNet[line.Currency] = TheirsNet.GetValueOrDefault(line.Currency) + line.Net;
        }

        var (oursLeft, theirsLeft) = (new List<(SampleLine Line, bool IsCarried)>(), new List<(SampleLine Line, bool IsCarried)>());
        Match(ours, theirs, line => line.Number, (_, isOurs, further) => further ? Decision.Duplicate : Decision.Left, oursLeft, theirsLeft);
        var (oursLast, theirsLast) = (new List<(SampleLine Line, bool IsCarried)>(), new List<(SampleLine Line, bool IsCarried)>());
        Match(
            InOrder(oursLeft, ours), InOrder(theirsLeft, theirs), line => line.Transaction,
            (line, _, further) => further && line.Number.Length == 0 ? Decision.Duplicate : Decision.Left, oursLast, theirsLast);
        foreach (var (line, isCarried) in oursLast)
        {
            var bucket = Alone(line, isCarried);
            Add(bucket, line, null);
        }

        theirsLast.ForEach(each => Add(ReconciliationBucket.ChannelOnly, null, each.Line));
        Breaks.Sort(StringComparer.Ordinal);
    }

    private List<(SampleLine Line, bool IsCarried)> Readable(IReadOnlyList<(SampleLine Line, bool IsCarried)> lines, bool isOurs)
    {
        foreach (var (line, _) in lines.Where(each => each.Line.IsMalformed))
        {
            Counts[ReconciliationBucket.Malformed]++;
            Breaks.Add(Show(ReconciliationBucket.Malformed, line.Number, null, null));
        }

        return [.. lines.Where(each => !each.Line.IsMalformed)];
    }

    // The first in its file counts, whatever order the groups were looked at in.
    private static List<(SampleLine Line, bool IsCarried)> InOrder(List<(SampleLine Line, bool IsCarried)> lines, List<(SampleLine Line, bool IsCarried)> file) =>
        [.. file.Where(each => lines.Exists(line => ReferenceEquals(line.Line, each.Line)))];

    private enum Decision
    {
        Left,
        Duplicate,
    }

    private void Match(
        List<(SampleLine Line, bool IsCarried)> ours, List<(SampleLine Line, bool IsCarried)> theirs, Func<SampleLine, string> key,
        Func<SampleLine, bool, bool, Decision> further, List<(SampleLine, bool)> oursLeft, List<(SampleLine, bool)> theirsLeft)
    {
        var keys = ours.Concat(theirs).Select(each => (each.Line.IsRefund, Key: key(each.Line))).Distinct().ToList();
        foreach (var (isRefund, value) in keys)
        {
            var mine = ours.Where(each => each.Line.IsRefund == isRefund && key(each.Line) == value).ToList();
            var others = theirs.Where(each => each.Line.IsRefund == isRefund && key(each.Line) == value).ToList();
            if (value.Length == 0)
            {
                oursLeft.AddRange(mine);
                theirsLeft.AddRange(others);
                continue;
            }

            Further(mine, isOurs: true, further, oursLeft);
            Further(others, isOurs: false, further, theirsLeft);
            if (mine.Count > 0 && others.Count > 0)
            {
                Add(Pair(mine[0].Line, others[0].Line), mine[0].Line, others[0].Line);
            }
            else
            {
                oursLeft.AddRange(mine.Take(1));
                theirsLeft.AddRange(others.Take(1));
            }
        }
    }

    private void Further(List<(SampleLine Line, bool IsCarried)> lines, bool isOurs, Func<SampleLine, bool, bool, Decision> further, List<(SampleLine, bool)> left)
    {
        foreach (var each in lines.Skip(1))
        {
            if (further(each.Line, isOurs, true) == Decision.Duplicate)
            {
                Add(ReconciliationBucket.Duplicate, isOurs ? each.Line : null, isOurs ? null : each.Line);
            }
            else
            {
                left.Add(each);
            }
        }
    }

    private ReconciliationBucket Pair(SampleLine ours, SampleLine theirs)
    {
        if (ours.Currency != theirs.Currency && (ours.Moved || theirs.Moved))
        {
            return ReconciliationBucket.Currency;
        }

        if (!ours.Moved && !theirs.Moved)
        {
            return ReconciliationBucket.Matched;
        }

        if (ours.Moved != theirs.Moved)
        {
            return ours.Status == "pending" && theirs.Status == "PROCESSING" ? ReconciliationBucket.Matched : ReconciliationBucket.Status;
        }

        var difference = Math.Abs(ours.Amount - theirs.Amount);
        return difference > _day.Tolerance ? ours.IsRefund ? ReconciliationBucket.Refund : ReconciliationBucket.Amount
            : ours.Fee is { } fee && fee != theirs.Fee ? ReconciliationBucket.Fee
            : difference > 0 ? ReconciliationBucket.MatchedWithinTolerance
            : ReconciliationBucket.Matched;
    }

    private static ReconciliationBucket Alone(SampleLine line, bool isCarried)
    {
        if (line.Status is "closed" or "failed")
        {
            return ReconciliationBucket.Matched;
        }

        var age = -(int)Math.Floor(line.Second / (decimal)Day);
        var isHeld = line.Second >= Day - Cutoff || (isCarried && age < HeldDays);
        return isHeld ? ReconciliationBucket.HeldByCutoff : line.Status == "pending" ? ReconciliationBucket.Matched : ReconciliationBucket.OursOnly;
    }

    private void Add(ReconciliationBucket bucket, SampleLine? ours, SampleLine? theirs)
    {
        Counts[bucket]++;
        if (bucket != ReconciliationBucket.Matched)
        {
            Breaks.Add(Show(bucket, (ours ?? theirs)!.Number, ours?.Amount, theirs?.Amount));
        }
    }
}
