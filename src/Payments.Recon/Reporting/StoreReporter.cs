using Microsoft.Extensions.Options;
using Payments.Reconciliation;

namespace Payments.Recon.Reporting;

/// <summary>Makes a run's report of what the store has: all accounts of that day, every open difference with its age, and the thirty days before.</summary>
internal sealed class StoreReporter(IReconciliationStore store, IOptions<ReconciliationReportOptions> options, TimeProvider time) : IReconciliationReporter
{
    private const int TrendDays = 30;
    private const int PageSize = 1_000;
    private const int MostBreaks = 1_000_000;
    private const int MostRuns = 10_000;

    public async Task<IReadOnlyList<string>> WriteAsync(ReconciliationRun run, string results, string folder, CancellationToken cancellationToken)
    {
        var summary = await ReconciliationResults.ReadSummaryAsync(results, cancellationToken).ConfigureAwait(false);
        var runs = await RunsAsync(run, cancellationToken).ConfigureAwait(false);
        var accounts = new List<AccountReport>();
        foreach (var each in runs.Where(each => each.Day == run.Day).OrderBy(each => each.ChannelAccount, StringComparer.Ordinal))
        {
            accounts.Add(new AccountReport
            {
                Account = each.ChannelAccount,
                Summary = each.RunId == run.RunId && summary is not null ? summary : SummaryOf(each),
                Breaks = await BreaksAsync(each, cancellationToken).ConfigureAwait(false),
            });
        }

        var report = new ReconciliationReport { Day = run.Day, MadeAt = time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)), Accounts = accounts, Trend = Trend(runs) };
        return await ReportFiles.WriteAsync(report, folder, options.Value.Language, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<ReconciliationRun>> RunsAsync(ReconciliationRun run, CancellationToken cancellationToken)
    {
        var runs = new List<ReconciliationRun>();
        var query = new ReadRuns { From = run.Day.AddDays(1 - TrendDays), To = run.Day, Max = PageSize };
        while (runs.Count < MostRuns)
        {
            var page = await store.ReadRunsAsync(query, cancellationToken).ConfigureAwait(false);
            // The run itself as it is being completed: the store may still have it as matching.
            runs.AddRange(page.Where(each => each.Kind == run.Kind && each.RunId != run.RunId && each.State == ReconciliationRunState.Completed));
            if (page.Count < PageSize)
            {
                break;
            }

            query = query with { After = page[^1] };
        }

        runs.Add(run);
        return runs;
    }

    private async Task<List<ReportBreak>> BreaksAsync(ReconciliationRun run, CancellationToken cancellationToken)
    {
        var breaks = new List<ReportBreak>();
        var query = new ReadBreaks { ChannelAccount = run.ChannelAccount, Kind = run.Kind, States = [BreakState.Open, BreakState.Held, BreakState.InReview], To = run.Day, Max = PageSize };
        while (breaks.Count < MostBreaks)
        {
            var page = await store.ReadBreaksAsync(query, cancellationToken).ConfigureAwait(false);
            breaks.AddRange(page.Select(Shown));
            if (page.Count < PageSize)
            {
                break;
            }

            query = query with { After = new BreakCursor(page[^1].Day, page[^1].BreakId) };
        }

        return breaks;
    }

    private static ReportBreak Shown(Break one) => new(
        one.Bucket, one.OrderNo ?? "", one.AttemptNo ?? "", one.ChannelTransactionId ?? "", one.OursMinor, one.TheirsMinor, one.Detail, one.Day) { Currency = one.Currency };

    private static ReconciliationSummary SummaryOf(ReconciliationRun run) => new()
    {
        Day = run.Day,
        Format = run.Format ?? "",
        Counts = run.Counts,
        Totals = run.Totals,
        Bridge = run.Bridge,
        BillSha256 = run.BillSha256,
    };

    private static List<ReportDay> Trend(List<ReconciliationRun> runs) =>
        [.. runs.GroupBy(run => run.Day).Select(day => new ReportDay(
            day.Key,
            day.Sum(run => run.Counts.Values.Sum()),
            day.Sum(run => run.Counts.Where(count => BucketWords.IsBreak(count.Key)).Sum(count => count.Value)),
            day.Sum(run => run.Counts.GetValueOrDefault(ReconciliationBucket.HeldByCutoff)))).OrderBy(day => day.Day)];
}
