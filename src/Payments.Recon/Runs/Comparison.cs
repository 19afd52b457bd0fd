using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Recon.Breaks;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>
/// Compares a day: our side is read from the store, and where looking into the differences completed orders or found records on other days, everything
/// is compared once more, so that each line ends in one bucket of one day.
/// </summary>
internal sealed class Comparison(IReconciliationStore store, IReconciliationEngine engine, BreakBook book, Investigator investigator, IOptions<ReconciliationOptions> options)
{
    /// <summary>Compares, and brings what was found into the store.</summary>
    /// <param name="run">The run.</param>
    /// <param name="format">The bill's form as the channel named it; <see langword="null"/> where there is no bill.</param>
    /// <param name="folder">Where the bill is and the results go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReconciliationException">The bill cannot be compared.</exception>
    public async Task<Compared> RunAsync(ReconciliationRun run, string? format, RunFolder folder, CancellationToken cancellationToken)
    {
        var carried = await book.ReadCarriedAsync(run, cancellationToken).ConfigureAwait(false);
        var early = await book.ReadEarlyAsync(run, cancellationToken).ConfigureAwait(false);
        var findings = new Findings();
        var pass = 1;
        var (summary, hasLines) = await PassAsync(run, format, folder, pass, new Sides(carried, early, findings), cancellationToken).ConfigureAwait(false);
        findings.Currency = OnlyCurrency(summary);
        await investigator.LookIntoAsync(run, ReconciliationResults.ReadBreaksAsync(folder.Results(pass), cancellationToken), findings, cancellationToken).ConfigureAwait(false);
        if (findings.Settled.Count > 0)
        {
            pass = 2;
            (summary, hasLines) = await PassAsync(run, format, folder, pass, new Sides(carried, early, findings), cancellationToken).ConfigureAwait(false);
        }

        await book.ApplyAsync(run, ReconciliationResults.ReadBreaksAsync(folder.Results(pass), cancellationToken), findings, carried, cancellationToken).ConfigureAwait(false);
        return new Compared(summary, folder.Results(pass), findings.Repaired, hasLines);
    }

    private async Task<(ReconciliationSummary Summary, bool HasLines)> PassAsync(
        ReconciliationRun run, string? format, RunFolder folder, int pass, Sides sides, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var offset = settings.OffsetOf(run.ChannelAccount);
        var rules = new ReconciliationRules
        {
            UtcOffset = offset,
            ToleranceMinor = settings.ToleranceMinor,
            CutoffWindow = settings.CutoffWindow,
            HeldDays = settings.HeldDays,
            Partitions = settings.Partitions,
            MemoryLimit = settings.MemoryLimit,
        };
        var nobody = format is null ? new NoBill(run, settings.StartOf(run.ChannelAccount, run.Day.AddDays(1)), offset, rules) : null;
        var ours = new OwnFile(folder.Ours);
        await using (ours.ConfigureAwait(false))
        {
            await WriteOursAsync(run, ours, nobody, sides, cancellationToken).ConfigureAwait(false);
        }

        var carried = new OwnFile(folder.Carried);
        await using (carried.ConfigureAwait(false))
        {
            foreach (var record in sides.Carried())
            {
                nobody?.Add(record);
                await carried.WriteAsync(record, offset, cancellationToken).ConfigureAwait(false);
            }
        }

        if (nobody is not null)
        {
            return (await nobody.WriteAsync(folder.Results(pass), cancellationToken).ConfigureAwait(false), nobody.HasLines);
        }

        var job = new ReconciliationJob
        {
            OursPath = folder.Ours,
            BillPath = folder.Bill,
            Format = format == "wechat.trades" ? "wechat.all" : format!,
            OutputFolder = folder.Results(pass),
            CarriedPath = carried.Count == 0 ? null : folder.Carried,
            Day = run.Day,
            Rules = rules,
        };
        return (await engine.RunAsync(job, progress: null, cancellationToken).ConfigureAwait(false), true);
    }

    private async Task WriteOursAsync(ReconciliationRun run, OwnFile file, NoBill? nobody, Sides sides, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var offset = settings.OffsetOf(run.ChannelAccount);
        var end = settings.StartOf(run.ChannelAccount, run.Day.AddDays(1));
        var query = new OwnRecordQuery(run.ChannelAccount, settings.StartOf(run.ChannelAccount, run.Day), end, settings.OrderLookback);
        await foreach (var record in store.ReadOwnRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (!sides.IsOfToday(record))
            {
                continue;
            }

            if (record.Status == OwnRecordStatus.Succeeded && record.OccurredAt >= end - settings.CutoffWindow)
            {
                sides.Findings.Own(record);
            }

            nobody?.Add(record);
            await file.WriteAsync(record, offset, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? OnlyCurrency(ReconciliationSummary summary)
    {
        var currencies = summary.Totals.Select(side => side.Currency).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return currencies.Count == 1 ? currencies[0] : null;
    }

    /// <summary>Which of our records a pass compares: each once.</summary>
    private sealed class Sides(IReadOnlyDictionary<string, Break> carried, HashSet<string> early, Findings findings)
    {
        private readonly Dictionary<string, OwnRecord> _carried = carried.Values.Select(row => row.Held!).Concat(findings.Extra)
            .DistinctBy(record => record.AttemptNo, StringComparer.Ordinal).ToDictionary(record => record.AttemptNo, StringComparer.Ordinal);

        public Findings Findings => findings;

        public bool IsOfToday(OwnRecord record) => !early.Contains(record.AttemptNo) && !_carried.ContainsKey(record.AttemptNo);

        public IEnumerable<OwnRecord> Carried() => _carried.Values.OrderBy(record => record.AttemptNo, StringComparer.Ordinal);
    }
}

/// <summary>What comparing came to.</summary>
/// <param name="Summary">The results.</param>
/// <param name="Folder">Where they are.</param>
/// <param name="Repaired">How many orders were completed.</param>
/// <param name="HasLines">Whether either side has a line in which money moved.</param>
internal sealed record Compared(ReconciliationSummary Summary, string Folder, int Repaired, bool HasLines);
