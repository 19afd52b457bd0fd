using System.Globalization;
using Payments.Recon.Distributed;
using Payments.Recon.Matching;
using Payments.Recon.Partitions;

namespace Payments.Recon;

/// <summary>
/// The engine for a cluster of Spark: stages the lines in a folder that Spark sees, writes the match as a file for <c>spark-sql -f</c>, has it run, and
/// reads what it wrote. The results are those of the engine in process, to the byte.
/// </summary>
/// <param name="folder">A folder of shared storage, as this process sees it; used by one run at a time.</param>
/// <param name="address">The same folder as Spark sees it, as <c>hdfs:///recon</c> or <c>file:///mnt/recon</c>.</param>
/// <param name="run">Runs a script to its end, as <c>spark-sql -f script</c>; throws when it failed.</param>
/// <param name="parts">In how many files the lines are staged, 1 to 10,000.</param>
public sealed class SparkReconciliationEngine(string folder, string address, Func<string, CancellationToken, Task> run, int parts = 64) : IReconciliationEngine
{
    /// <summary>The script's name in the folder.</summary>
    public const string ScriptFile = "match.sql";

    /// <inheritdoc/>
    public Task<ReconciliationSummary> RunAsync(ReconciliationJob job, IProgress<ReconciliationProgress>? progress, CancellationToken cancellationToken) =>
        new LocalReconciliationEngine(new Match(folder, address.TrimEnd('/'), run, Math.Clamp(parts, 1, 10_000))).RunAsync(job, progress, cancellationToken);

    private sealed class Match(string folder, string address, Func<string, CancellationToken, Task> run, int parts) : INumberMatch
    {
        public async Task<NumberMatches> MatchAsync(PartitionStore ours, PartitionStore theirs, string work, long toleranceMinor, Tally tally, CancellationToken cancellationToken)
        {
            var results = Path.Combine(folder, "results");
            if (Directory.Exists(results))
            {
                Directory.Delete(results, recursive: true); // of an earlier run: never to be taken for this one's
            }

            var staged = StagedLines.Write(ours, theirs, Path.Combine(folder, "staged"), parts, cancellationToken);
            try
            {
                var script = Path.Combine(folder, ScriptFile);
                await File.WriteAllTextAsync(script, SparkScript.Render(address + "/staged", address + "/results", toleranceMinor), cancellationToken).ConfigureAwait(false);
                await run(script, cancellationToken).ConfigureAwait(false);
                var found = new DistributedResults(staged, tally);
                await ReadAsync(Path.Combine(results, SparkScript.TotalsFolder), found.AddTotal, cancellationToken).ConfigureAwait(false);
                await ReadAsync(Path.Combine(results, SparkScript.PairsFolder), found.AddListed, cancellationToken).ConfigureAwait(false);
                await ReadAsync(Path.Combine(results, SparkScript.FurtherFolder), found.AddListed, cancellationToken).ConfigureAwait(false);
                return found.Complete();
            }
            finally
            {
                staged.Delete();
            }
        }

        private static async Task ReadAsync(string folder, Action<string> add, CancellationToken cancellationToken)
        {
            if (!Directory.Exists(folder))
            {
                throw new ReconciliationException(
                    ReportErrorCodes.EngineUnavailable,
                    string.Create(CultureInfo.InvariantCulture, $"Spark left no {Path.GetFileName(folder)} in the results: the script did not run to its end. No result was written. Look at Spark's log, and run again."));
            }

            foreach (var file in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal))
            {
                await foreach (var row in File.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
                {
                    add(row);
                }
            }
        }
    }
}
