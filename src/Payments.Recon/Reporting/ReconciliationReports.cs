using System.Globalization;
using Payments.Recon.Reporting;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>Builds reports from what runs left in folders.</summary>
public static class ReconciliationReports
{
    private const int TrendDays = 30;
    private const int MostRuns = 10_000;

    /// <summary>
    /// Reads a report from a run's folder, or from a folder of them at any depth: <c>wechat-main/2026-11-27</c>. The folder above a day, or the run's
    /// own, names the account. A difference that an account's earlier days had too counts from the first of them.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="day">The day to report on; <see langword="null"/> takes the latest.</param>
    /// <param name="madeAt">When the report is made.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReconciliationException">There is no run of that day (<c>recon_nothing_to_report</c>), or a result cannot be read.</exception>
    public static async Task<ReconciliationReport> ReadAsync(string folder, DateOnly? day, DateTimeOffset madeAt, CancellationToken cancellationToken)
    {
        var runs = await RunsAsync(folder, cancellationToken).ConfigureAwait(false);
        var reported = day ?? (runs.Count == 0 ? default : runs.Max(run => run.Summary.Day));
        var accounts = new List<AccountReport>();
        foreach (var account in runs.Where(run => run.Summary.Day <= reported).GroupBy(run => run.Account, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            if (account.LastOrDefault(run => run.Summary.Day == reported) is { } last)
            {
                var breaks = await BreaksAsync([.. account.Where(run => run.Summary.Day < reported)], last, cancellationToken).ConfigureAwait(false);
                accounts.Add(new AccountReport { Account = account.Key, Summary = last.Summary, Breaks = breaks });
            }
        }

        return accounts.Count > 0
            ? new ReconciliationReport { Day = reported, MadeAt = madeAt, Accounts = accounts, Trend = Trend(runs, reported) }
            : throw new ReconciliationException(
                ReportErrorCodes.NothingToReport,
                string.Create(CultureInfo.InvariantCulture, $"There is no finished run{(day is { } asked ? $" of {asked:yyyy-MM-dd}" : "")} in {folder}: no {ReconciliationResults.SummaryFile}. Run 'payments recon run' with this folder as --out first."));
    }

    /// <summary>A line of <c>breaks.csv</c> as a report shows it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="since">The day it was first seen.</param>
    /// <param name="onlyCurrency">The account's currency where it has but one.</param>
    public static ReportBreak ToReportBreak(BreakLine line, DateOnly since, string? onlyCurrency) =>
        new(line.Bucket, line.OrderNo, line.AttemptNo, line.ChannelTransactionId, line.OursMinor, line.TheirsMinor, line.Detail, since) { Currency = CurrencyOf(line.Detail) ?? onlyCurrency };

    internal static string? OnlyCurrency(ReconciliationSummary summary) =>
        summary.Totals.Select(side => side.Currency).Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] ? only : null;

    // The detail ends with the currency: "payment; fee 6 here, 7 there; CNY".
    private static string? CurrencyOf(string detail) =>
        detail[(detail.LastIndexOf(' ') + 1)..] is { Length: 3 } last && Currency.TryParse(last, out _) ? last : null;

    private static async Task<List<Run>> RunsAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new ReconciliationException(ReportErrorCodes.NothingToReport, $"There is no folder {folder}. Give the --out folder of a run.");
        }

        var runs = new List<Run>();
        foreach (var file in Directory.EnumerateFiles(folder, ReconciliationResults.SummaryFile, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(MostRuns))
        {
            var path = Path.GetDirectoryName(file)!;
            if (await ReconciliationResults.ReadSummaryAsync(path, cancellationToken).ConfigureAwait(false) is { } summary)
            {
                runs.Add(new Run(AccountOf(folder, path), path, summary));
            }
        }

        return [.. runs.OrderBy(run => run.Summary.Day)];
    }

    private static string AccountOf(string root, string path)
    {
        var parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Where(part => part != "." && !DateOnly.TryParse(part, CultureInfo.InvariantCulture, out _)).ToList();
        return parts.Count > 0 ? parts[0] : Path.GetFileName(Path.GetFullPath(root).TrimEnd(Path.DirectorySeparatorChar));
    }

    private static async Task<List<ReportBreak>> BreaksAsync(List<Run> before, Run last, CancellationToken cancellationToken)
    {
        var only = OnlyCurrency(last.Summary);
        var found = new List<BreakLine>();
        await foreach (var line in ReconciliationResults.ReadBreaksAsync(last.Path, cancellationToken).ConfigureAwait(false))
        {
            found.Add(line);
        }

        var since = found.Where(line => line.AttemptNo.Length > 0).Select(line => line.AttemptNo).Distinct(StringComparer.Ordinal).ToDictionary(number => number, _ => last.Summary.Day, StringComparer.Ordinal);
        foreach (var run in before.AsEnumerable().Reverse().Take(TrendDays))
        {
            await foreach (var line in ReconciliationResults.ReadBreaksAsync(run.Path, cancellationToken).ConfigureAwait(false))
            {
                if (since.ContainsKey(line.AttemptNo))
                {
                    since[line.AttemptNo] = run.Summary.Day;
                }
            }
        }

        return [.. found.Select(line => ToReportBreak(line, since.GetValueOrDefault(line.AttemptNo, last.Summary.Day), only))];
    }

    private static List<ReportDay> Trend(List<Run> runs, DateOnly reported) =>
        [.. runs.Where(run => run.Summary.Day <= reported && run.Summary.Day > reported.AddDays(-TrendDays)).GroupBy(run => run.Summary.Day).Select(day => new ReportDay(
            day.Key,
            day.Sum(run => run.Summary.Counts.Values.Sum()),
            day.Sum(run => run.Summary.Counts.Where(count => BucketWords.IsBreak(count.Key)).Sum(count => count.Value)),
            day.Sum(run => run.Summary.Counts.GetValueOrDefault(ReconciliationBucket.HeldByCutoff)))).OrderBy(day => day.Day)];

    private sealed record Run(string Account, string Path, ReconciliationSummary Summary);
}
