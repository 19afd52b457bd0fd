using System.Globalization;
using Payments.Recon.Bills;
using Payments.Recon.Matching;
using Payments.Recon.Scanning;
using Payments.Reconciliation;

namespace Payments.Recon.Listing;

/// <summary>Makes the summary, and holds it to law 8: every line in one bucket, and ours bridges to the channel's in every currency.</summary>
internal static class SummaryBuilder
{
    public static ReconciliationSummary Build(Tally tally, ReconciliationJob job, DateOnly day, BillDeclaration? declared)
    {
        for (var side = 0; side < 2; side++)
        {
            if (tally.Lines[side] != tally.Placed[side])
            {
                throw Broken(string.Create(CultureInfo.InvariantCulture, $"{tally.Lines[side]} lines of side {side} were read, {tally.Placed[side]} ended in a bucket"));
            }
        }

        var (totals, bridges) = (new List<SideTotals>(), new List<Bridge>());
        foreach (var (currency, sums) in tally.Currencies)
        {
            var code = Cells.Text(currency);
            totals.Add(Side("ours", code, sums.Sides[0]));
            totals.Add(Side("channel", code, sums.Sides[1]));
            List<BridgeStep> steps = [.. Enumerable.Range(0, Tally.Buckets).Where(bucket => sums.Steps[bucket] != 0).Select(bucket => new BridgeStep((ReconciliationBucket)bucket, Minor(sums.Steps[bucket])))];
            var bridge = new Bridge(code, Minor(sums.Sides[0].Net), steps, Minor(sums.Sides[1].Net));
            bridges.Add(bridge.Holds ? bridge : throw Broken(string.Create(
                CultureInfo.InvariantCulture, $"{code}: ours {bridge.OursMinor} and steps of {steps.Sum(static step => step.DeltaMinor)} are not the channel's {bridge.ChannelMinor}")));
        }

        return new ReconciliationSummary
        {
            Day = day,
            Format = job.Format,
            Counts = new SortedDictionary<ReconciliationBucket, long>(Enumerable.Range(0, Tally.Buckets).ToDictionary(static bucket => (ReconciliationBucket)bucket, bucket => tally.Counts[bucket])),
            Totals = totals,
            Bridge = bridges,
            BillSummary = declared is null ? null : new BillSummaryCheck(
                declared.Lines ?? tally.BillLines, tally.BillLines, declared.PaymentsMinor, Minor(tally.BillPayments), declared.RefundsMinor, Minor(tally.BillRefunds)),
            OutOfScope = tally.OutOfScope,
        };
    }

    private static SideTotals Side(string side, string currency, SideTally sums) => new(
        side, currency, sums.Payments, Minor(sums.PaymentsMinor), sums.Refunds, Minor(sums.RefundsMinor), Minor(sums.FeesMinor));

    private static long Minor(Int128 sum) => sum >= long.MinValue / 4 && sum <= long.MaxValue / 4
        ? (long)sum
        : throw new ReconciliationException(ReconciliationErrorCodes.TotalTooLarge, "A total is beyond 64 bits of minor units. A column that is no amount is read as one: correct the mapping or the file.");

    private static ReconciliationException Broken(string what) => new(
        ReconciliationErrorCodes.BridgeBroken, $"Law 8 does not hold: {what}. This is a fault of the engine, not of the data; no result was written. Report it.");
}
