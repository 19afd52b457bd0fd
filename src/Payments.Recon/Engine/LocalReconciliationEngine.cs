using System.Text.Json;
using Payments.Recon.Distributed;
using Payments.Recon.Engine;
using Payments.Recon.Matching;

namespace Payments.Recon;

/// <summary>
/// The engine in this process: reads both files once, block by block, splits them by the hash of the number, and matches part by part within a limit of
/// memory. What outgrows it goes to disk, and is taken up again after a crash.
/// </summary>
public sealed class LocalReconciliationEngine : IReconciliationEngine
{
    private const long LeastMemory = 16L << 20;
    private const int MostPartitions = 10_000;
    private const int MostThreads = 64;

    private readonly INumberMatch? _elsewhere;

    /// <summary>Makes it.</summary>
    public LocalReconciliationEngine()
    {
    }

    /// <summary>Matches by number somewhere else; everything before and after it stays in this process.</summary>
    internal LocalReconciliationEngine(INumberMatch elsewhere) => _elsewhere = elsewhere;

    /// <inheritdoc/>
    public async Task<ReconciliationSummary> RunAsync(ReconciliationJob job, IProgress<ReconciliationProgress>? progress, CancellationToken cancellationToken)
    {
        Check(job);
        using var folder = RunFolder.Open(job.OutputFolder);
        try
        {
            folder.Publish(RunFolder.JobFile, JsonSerializer.SerializeToUtf8Bytes(Portable(job), ReconJson.Default.ReconciliationJob));
            var run = new MatchRun(job, folder, progress, _elsewhere);
            await using (run.ConfigureAwait(false))
            {
                var summary = await run.RunAsync(cancellationToken).ConfigureAwait(false);
                folder.Publish(ReconciliationResults.BreaksFile);
                folder.Publish(ReconciliationResults.HeldFile);
                folder.Publish(ReconciliationResults.SummaryFile, JsonSerializer.SerializeToUtf8Bytes(summary, ReconJson.Default.ReconciliationSummary));
                run.Close();
                folder.RemoveWork();
                return summary;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw RunFolder.Unusable(job.OutputFolder, fault);
        }
    }

    /// <summary>Goes on with the run that was started in a folder, or does it again where it was done: the results are the same bytes.</summary>
    /// <exception cref="ReconciliationException">There is no run in the folder, or it could not be done.</exception>
    public async Task<ReconciliationSummary> ResumeAsync(string outputFolder, IProgress<ReconciliationProgress>? progress, CancellationToken cancellationToken) =>
        await RunAsync(await RunFolder.ReadJobAsync(outputFolder, cancellationToken).ConfigureAwait(false), progress, cancellationToken).ConfigureAwait(false);

    // Full paths, so that it is resumed from anywhere; the folder's own name is not in it, so that results are the same wherever they are.
    private static ReconciliationJob Portable(ReconciliationJob job) => job with
    {
        OursPath = Path.GetFullPath(job.OursPath),
        BillPath = Path.GetFullPath(job.BillPath),
        CarriedPath = job.CarriedPath is { } carried ? Path.GetFullPath(carried) : null,
        MappingPath = job.MappingPath is { } mapping ? Path.GetFullPath(mapping) : null,
        OutputFolder = ".",
    };

    private static void Check(ReconciliationJob job)
    {
        var rules = job.Rules;
        Require(rules.Partitions is >= 1 and <= MostPartitions, "Partitions", "1 to 10,000");
        Require(rules.MemoryLimit >= LeastMemory, "MemoryLimit", "at least 16 MiB");
        Require(rules.Threads is >= 0 and <= MostThreads, "Threads", "0 to 64");
        Require(rules.ToleranceMinor >= 0, "ToleranceMinor", "0 or more");
        Require(rules.HeldDays is >= 0 and <= 365, "HeldDays", "0 to 365");
        Require(rules.CutoffWindow >= TimeSpan.Zero && rules.CutoffWindow <= TimeSpan.FromDays(1), "CutoffWindow", "0 to a day");
        Require(rules.UtcOffset >= TimeSpan.FromHours(-14) && rules.UtcOffset <= TimeSpan.FromHours(14), "UtcOffset", "-14:00 to +14:00");
        Require(rules.MaxBillBytes > 0, "MaxBillBytes", "above 0");

        static void Require(bool holds, string name, string range)
        {
            if (!holds)
            {
                throw new ReconciliationException(ReconciliationErrorCodes.JobInvalid, $"{name} is out of its range: {range}.");
            }
        }
    }
}
