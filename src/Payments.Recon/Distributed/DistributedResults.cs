using System.Globalization;
using Payments.Recon.Bank;
using Payments.Recon.Bills;
using Payments.Recon.Matching;
using Payments.Recon.Scanning;
using Payments.Reconciliation;

namespace Payments.Recon.Distributed;

/// <summary>Takes the rows an engine answers and makes of them what the join in process makes; counts them against what was staged.</summary>
internal sealed class DistributedResults(StagedLines staged, Tally tally)
{
    private const int TotalsColumns = 8;

    private readonly List<Entry> _entries = [];
    private readonly List<long> _leftovers = [];
    private readonly long[] _classified = new long[2];
    private long _alone;
    private long _listedAlone;
    private readonly long[] _further = new long[2];
    private readonly long[] _pairs = new long[2];

    /// <summary>A row of <see cref="MatchSql.Totals"/>.</summary>
    public void AddTotal(string row)
    {
        var cells = Split(row, TotalsColumns);
        var (numbers, ours, theirs) = (Whole(cells[3]), Sum(cells[4]), Sum(cells[5]));
        _classified[0] += Whole(cells[6]);
        _classified[1] += Whole(cells[7]);
        if (cells[0] == MatchSql.Alone)
        {
            _alone += numbers;
            return;
        }

        var bucket = (int)BucketOf(cells[0]);
        tally.Counts[bucket] += numbers;
        tally.Placed[0] += numbers;
        tally.Placed[1] += numbers;
        _pairs[0] += numbers;
        _pairs[1] += numbers;
        // As in process: no step, and no currency, where nothing changes.
        if (ours != theirs || cells[1] != cells[2])
        {
            tally.Of(CurrencyOf(cells[1])).Steps[bucket] -= ours;
            tally.Of(CurrencyOf(cells[2])).Steps[bucket] += theirs;
        }
    }

    /// <summary>A row of <see cref="MatchSql.ListPairs"/> or <see cref="MatchSql.ListFurther"/>.</summary>
    public void AddListed(string row)
    {
        var cells = Split(row, MatchSql.ListedColumns);
        var entry = new Entry
        {
            Position = Whole(cells[1]),
            Other = Whole(cells[2]),
            Kind = (LineKind)Whole(cells[3]),
            OursStatus = (LineStatus)Whole(cells[4]),
            TheirsStatus = (LineStatus)Whole(cells[5]),
            OursMinor = Whole(cells[6]),
            TheirsMinor = Whole(cells[7]),
            OursCurrency = CurrencyOf(cells[9]),
            TheirsCurrency = CurrencyOf(cells[10]),
        };
        if (cells[0] == MatchSql.Alone)
        {
            _listedAlone++;
            Alone(entry, hasTransaction: Whole(cells[14]) == 1);
        }
        else if (cells[0] == "duplicate")
        {
            _further[SideOf(entry)]++;
            Place(entry, ReconciliationBucket.Duplicate);
            _entries.Add(OfOne(entry, ReconciliationBucket.Duplicate));
        }
        else
        {
            var contradiction = Whole(cells[8]);
            entry.TheirsMinor = contradiction >= 0 && entry.TheirsMinor == entry.OursMinor ? contradiction : entry.TheirsMinor;
            (entry.HasFees, entry.OursFee, entry.TheirsFee, entry.Bucket) = (Whole(cells[11]) == 1, Whole(cells[12]), Whole(cells[13]), BucketOf(cells[0]));
            _entries.Add(entry);
        }
    }

    /// <exception cref="ReconciliationException">Lines are missing, or there are more than were staged.</exception>
    public NumberMatches Complete()
    {
        for (var side = 0; side < 2; side++)
        {
            if (_classified[side] != staged.Lines[side])
            {
                throw Missing(string.Create(CultureInfo.InvariantCulture, $"{staged.Lines[side]} lines of {(side == 0 ? "ours" : "the bill")} were staged, {_classified[side]} were classified"));
            }
        }

        // Each line that was classified is the first of its number and side, in a pair or alone, or a further one.
        var (lines, told) = (_classified[0] + _classified[1], _pairs[0] + _pairs[1] + _listedAlone + _further[0] + _further[1]);
        return _listedAlone != _alone || lines != told
            ? throw Missing(string.Create(CultureInfo.InvariantCulture, $"{lines} lines were classified, {told} are in the results"))
            : new NumberMatches(_entries, _leftovers);
    }

    private void Alone(Entry entry, bool hasTransaction)
    {
        if (hasTransaction)
        {
            _leftovers.Add(entry.Position);
        }
        else if (SideOf(entry) == 1)
        {
            Place(entry, ReconciliationBucket.ChannelOnly);
            _entries.Add(OfOne(entry, ReconciliationBucket.ChannelOnly));
        }
        else if (entry.OursStatus == LineStatus.NotMoved)
        {
            Place(entry, ReconciliationBucket.Matched);
        }
        else
        {
            // Its time decides, which is read when it is listed.
            _entries.Add(OfOne(entry, ReconciliationBucket.OursOnly));
        }
    }

    private void Place(in Entry line, ReconciliationBucket bucket)
    {
        var side = SideOf(line);
        var net = line.OursStatus is not (LineStatus.Succeeded or LineStatus.InProgress) ? 0 : line.Kind == LineKind.Refund ? -line.OursMinor : line.OursMinor;
        tally.Counts[(int)bucket]++;
        tally.Placed[side]++;
        tally.Of(line.OursCurrency).Steps[(int)bucket] += side == 0 ? -net : net;
    }

    private static Entry OfOne(Entry line, ReconciliationBucket bucket)
    {
        var isOurs = SideOf(line) == 0;
        line.Bucket = bucket;
        line.Other = Entry.None;
        (line.OursMinor, line.TheirsMinor) = (isOurs ? line.OursMinor : Entry.None, isOurs ? Entry.None : line.OursMinor);
        return line;
    }

    private static int SideOf(in Entry line) => Source.Of(line.Position) == Source.Bill ? 1 : 0;

    private static string[] Split(string row, int columns) => CsvLine.Split(row) is { } cells && cells.Length == columns
        ? cells
        : throw Missing("a row of the results has another form");

    private static long Whole(string cell) => long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Missing("a number of the results cannot be read");

    private static Int128 Sum(string cell) => Int128.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Missing("a sum of the results cannot be read");

    private static ushort CurrencyOf(string cell)
    {
        Span<byte> bytes = stackalloc byte[3];
        return cell.Length == 3 && System.Text.Encoding.ASCII.TryGetBytes(cell, bytes, out _) && Cells.TryCurrency(bytes, out var code)
            ? code
            : throw Missing("a currency of the results cannot be read");
    }

    private static ReconciliationBucket BucketOf(string name) => name switch
    {
        "matched" => ReconciliationBucket.Matched,
        "matchedWithinTolerance" => ReconciliationBucket.MatchedWithinTolerance,
        "amount" => ReconciliationBucket.Amount,
        "currency" => ReconciliationBucket.Currency,
        "status" => ReconciliationBucket.Status,
        "fee" => ReconciliationBucket.Fee,
        "refund" => ReconciliationBucket.Refund,
        _ => throw Missing("a bucket of the results is not known"),
    };

    private static ReconciliationException Missing(string what) => new(
        ReportErrorCodes.EngineLinesMissing,
        $"The distributed engine did not answer for every line: {what}. No result was written. Compare the shards configured with the cluster of the servers, and run again.");
}
