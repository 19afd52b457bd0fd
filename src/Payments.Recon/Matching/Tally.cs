using System.Runtime.InteropServices;
using Payments.Recon.Bills;
using Payments.Recon.Scanning;
using Payments.Reconciliation;

namespace Payments.Recon.Matching;

/// <summary>Counts and sums of one thread. Sums of both sides are taken as lines are read, the bridge's steps as they are decided: law 8 holds them together.</summary>
internal sealed class Tally
{
    public const int Buckets = (int)ReconciliationBucket.Malformed + 1;

    private readonly Dictionary<ushort, CurrencyTally> _byCurrency = [];
    private CurrencyTally? _last;
    private ushort _lastCode;

    public long[] Counts { get; } = new long[Buckets];

    /// <summary>Lines read that must end in a bucket, by side: 0 ours, 1 the channel's.</summary>
    public long[] Lines { get; } = new long[2];

    /// <summary>Lines that ended in one.</summary>
    public long[] Placed { get; } = new long[2];

    /// <summary>In which day how many lines of a side lie.</summary>
    public DayCounter[] Days { get; } = [new(), new()];

    public long OutOfScope { get; set; }

    /// <summary>What the bill's own summary is held against: lines, sums of payments and refunds.</summary>
    public long BillLines { get; set; }

    public Int128 BillPayments { get; set; }

    public Int128 BillRefunds { get; set; }

    public IEnumerable<(ushort Currency, CurrencyTally Sums)> Currencies => _byCurrency.OrderBy(static each => each.Key).Select(static each => (each.Key, each.Value));

    public CurrencyTally Of(ushort currency)
    {
        if (_last is null || _lastCode != currency)
        {
            _last = CollectionsMarshal.GetValueRefOrAddDefault(_byCurrency, currency, out _) ??= new CurrencyTally();
            _lastCode = currency;
        }

        return _last;
    }

    /// <summary>A line was read.</summary>
    public void Read(int side, LineParser line)
    {
        Lines[side]++;
        if (side == 1)
        {
            BillLines++;
            if (line.Kind == LineKind.Refund)
            {
                BillRefunds += line.Summed;
            }
            else
            {
                BillPayments += line.Summed;
            }
        }

        if (line.Status is LineStatus.Succeeded or LineStatus.InProgress)
        {
            Of(line.Currency).Sides[side].Add(line);
        }
    }

    public void Add(Tally other)
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            Counts[bucket] += other.Counts[bucket];
        }

        for (var side = 0; side < 2; side++)
        {
            Days[side].Add(other.Days[side]);
            Lines[side] += other.Lines[side];
            Placed[side] += other.Placed[side];
        }

        OutOfScope += other.OutOfScope;
        BillLines += other.BillLines;
        BillPayments += other.BillPayments;
        BillRefunds += other.BillRefunds;
        foreach (var (currency, sums) in other._byCurrency)
        {
            Of(currency).Add(sums);
        }
    }
}

/// <summary>Sums of one currency.</summary>
internal sealed class CurrencyTally
{
    public SideTally[] Sides { get; } = [new(), new()];

    /// <summary>What each bucket adds to our net.</summary>
    public Int128[] Steps { get; } = new Int128[Tally.Buckets];

    public Int128[] ToArray() => [.. Sides[0].ToArray(), .. Sides[1].ToArray(), .. Steps];

    public void Add(Int128[] sums)
    {
        Sides[0].Add(sums.AsSpan(0, SideTally.Sums));
        Sides[1].Add(sums.AsSpan(SideTally.Sums, SideTally.Sums));
        for (var bucket = 0; bucket < Steps.Length; bucket++)
        {
            Steps[bucket] += sums[(2 * SideTally.Sums) + bucket];
        }
    }

    public void Add(CurrencyTally other)
    {
        Sides[0].Add(other.Sides[0]);
        Sides[1].Add(other.Sides[1]);
        for (var bucket = 0; bucket < Steps.Length; bucket++)
        {
            Steps[bucket] += other.Steps[bucket];
        }
    }
}

/// <summary>Sums of one side.</summary>
internal sealed class SideTally
{
    public const int Sums = 5;

    public long Payments { get; private set; }

    public Int128 PaymentsMinor { get; private set; }

    public long Refunds { get; private set; }

    public Int128 RefundsMinor { get; private set; }

    public Int128 FeesMinor { get; private set; }

    public Int128 Net => PaymentsMinor - RefundsMinor;

    public void Add(LineParser line)
    {
        if (line.Kind == LineKind.Refund)
        {
            Refunds++;
            RefundsMinor += line.Amount;
        }
        else
        {
            Payments++;
            PaymentsMinor += line.Amount;
        }

        FeesMinor += line.Fee;
    }

    public Int128[] ToArray() => [Payments, PaymentsMinor, Refunds, RefundsMinor, FeesMinor];

    public void Add(ReadOnlySpan<Int128> sums)
    {
        Payments += (long)sums[0];
        PaymentsMinor += sums[1];
        Refunds += (long)sums[2];
        RefundsMinor += sums[3];
        FeesMinor += sums[4];
    }

    public void Add(SideTally other)
    {
        Payments += other.Payments;
        PaymentsMinor += other.PaymentsMinor;
        Refunds += other.Refunds;
        RefundsMinor += other.RefundsMinor;
        FeesMinor += other.FeesMinor;
    }
}

/// <summary>Counts lines by day; most come in runs of one day.</summary>
internal sealed class DayCounter
{
    private readonly Dictionary<int, long> _days = [];
    private int _day = -1;
    private long _lines;

    /// <summary>The day most lines lie in, the earliest of several; null where there is none.</summary>
    public int? Common
    {
        get
        {
            Flush();
            return _days.Count == 0 ? null : _days.OrderByDescending(static each => each.Value).ThenBy(static each => each.Key).First().Key;
        }
    }

    public void Add(int day)
    {
        if (day != _day)
        {
            Flush();
            _day = day;
        }

        _lines++;
    }

    public Dictionary<int, long> ToDictionary()
    {
        Flush();
        return _days;
    }

    public void Add(DayCounter other) => Add(other.ToDictionary());

    public void Add(Dictionary<int, long> days)
    {
        foreach (var (day, lines) in days)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _) += lines;
        }
    }

    private void Flush()
    {
        if (_lines > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_days, _day, out _) += _lines;
            _lines = 0;
        }
    }
}
