using System.Globalization;
using System.Text.Json;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>A day of which the channel says that nothing happened: every record of ours in which money moved is held or a difference.</summary>
internal sealed class NoBill(ReconciliationRun run, DateTimeOffset dayEnd, TimeSpan offset, ReconciliationRules rules)
{
    public const string Format = "none";

    private readonly Dictionary<ReconciliationBucket, long> _counts = Enum.GetValues<ReconciliationBucket>().ToDictionary(static bucket => bucket, static _ => 0L);
    private readonly SortedDictionary<string, Sums> _sums = new(StringComparer.Ordinal);
    private readonly List<BreakLine> _lines = [];

    /// <summary>Whether a record of ours says that money moved.</summary>
    public bool HasLines => _lines.Count > 0;

    /// <summary>Takes a record of ours; one that an earlier day held too.</summary>
    public void Add(OwnRecord record)
    {
        if (record.Status != OwnRecordStatus.Succeeded)
        {
            _counts[ReconciliationBucket.Matched]++; // both say that no money moved
            return;
        }

        var day = DateOnly.FromDateTime(record.OccurredAt.ToOffset(offset).DateTime);
        var isHeld = day < run.Day ? run.Day.DayNumber - day.DayNumber <= rules.HeldDays : record.OccurredAt >= dayEnd - rules.CutoffWindow;
        var bucket = isHeld ? ReconciliationBucket.HeldByCutoff : ReconciliationBucket.OursOnly;
        _counts[bucket]++;
        var sums = _sums.GetValueOrDefault(record.Amount.Currency.Code) ?? new Sums();
        _sums[record.Amount.Currency.Code] = sums.Add(record, isHeld);
        _lines.Add(new BreakLine(
            bucket,
            record.OrderNo.Value,
            record.AttemptNo,
            record.ChannelTransactionId ?? "",
            record.Amount.MinorUnits,
            null,
            $"{(record.Kind == OwnRecordKind.Payment ? "payment" : "refund")}; the channel says that nothing happened that day; {record.Amount.Currency.Code}"));
    }

    /// <summary>Writes the results as the engine would.</summary>
    public async Task<ReconciliationSummary> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var summary = new ReconciliationSummary
        {
            Day = run.Day,
            Format = Format,
            Counts = _counts,
            Totals = [.. _sums.SelectMany(each => new[] { each.Value.Totals("ours", each.Key), new SideTotals("channel", each.Key, 0, 0, 0, 0, 0) })],
            Bridge = [.. _sums.Select(each => new Bridge(
                each.Key,
                each.Value.Net,
                [new BridgeStep(ReconciliationBucket.OursOnly, -each.Value.OursOnly), new BridgeStep(ReconciliationBucket.HeldByCutoff, -each.Value.Held)],
                0))],
            OursSha256 = "",
            BillSha256 = "",
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(summary, ReconJson.Default.ReconciliationSummary);
        await File.WriteAllBytesAsync(Path.Combine(folder, ReconciliationResults.SummaryFile), json, cancellationToken).ConfigureAwait(false);
        var rows = _lines.OrderBy(line => line.AttemptNo, StringComparer.Ordinal).Select(static line => string.Create(
            CultureInfo.InvariantCulture,
            $"{JsonNamingPolicy.CamelCase.ConvertName(line.Bucket.ToString())},{line.OrderNo},{line.AttemptNo},{line.ChannelTransactionId},{line.OursMinor},,{line.Detail}\n"));
        await File.WriteAllTextAsync(Path.Combine(folder, ReconciliationResults.BreaksFile), ReconciliationResults.BreaksHeader + "\n" + string.Concat(rows), cancellationToken).ConfigureAwait(false);
        return summary;
    }

    private sealed record Sums(long Payments = 0, long PaymentsMinor = 0, long Refunds = 0, long RefundsMinor = 0, long OursOnly = 0, long Held = 0)
    {
        public long Net => PaymentsMinor - RefundsMinor;

        public Sums Add(OwnRecord record, bool isHeld)
        {
            var amount = record.Amount.MinorUnits;
            var signed = record.Kind == OwnRecordKind.Payment ? amount : -amount;
            var after = record.Kind == OwnRecordKind.Payment
                ? this with { Payments = Payments + 1, PaymentsMinor = PaymentsMinor + amount }
                : this with { Refunds = Refunds + 1, RefundsMinor = RefundsMinor + amount };
            return isHeld ? after with { Held = after.Held + signed } : after with { OursOnly = after.OursOnly + signed };
        }

        public SideTotals Totals(string side, string currency) => new(side, currency, Payments, PaymentsMinor, Refunds, RefundsMinor, 0);
    }
}
