using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Recon.Hosting;
using Payments.Recon.Obtaining;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>Does a run from where it stands to its end. Whatever moment a node dies in, another begins it anew and comes to the same.</summary>
internal sealed class RunWorker(
    IReconciliationStore store,
    Obtainer obtainer,
    Comparison comparison,
    ReconciliationArchive archive,
    IEnumerable<IReconciliationReporter> reporters,
    ReportDelivery delivery,
    IOptions<ReconciliationOptions> options,
    TimeProvider time,
    ILogger<RunWorker> logger)
{
    private const int MostFaults = 20;

    /// <summary>Claims the next run that is due and works on it.</summary>
    /// <returns><see langword="false"/> when none is due.</returns>
    public async Task<bool> WorkAsync(string owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.ClaimRunAsync(new ClaimRun(owner, now, now + options.Value.Lease), cancellationToken).ConfigureAwait(false) is not { } run)
        {
            return false;
        }

        var lease = new RunLease(run, store, owner, options.Value.Lease, time, logger, cancellationToken);
        await using (lease.ConfigureAwait(false))
        {
            try
            {
                await (run.IsFinal ? delivery.DeliverAsync(lease) : RunAsync(lease)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
            {
                // The host stops, or the run is another node's: whoever claims it next begins it anew.
            }
            catch (ReconciliationException fault)
            {
                await AgainAsync(lease, new PaymentError { Code = fault.Code, Message = fault.Message, Remedy = "Look at the bill; the run is done again." }, fault).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                await AgainAsync(
                    lease,
                    new PaymentError { Code = PaymentErrorCodes.RunFailed, Message = $"A fault kept the run from its end: {fault.GetType().Name}.", Remedy = "The log has the fault; the run is done again." },
                    fault).ConfigureAwait(false);
            }
        }

        return true;
    }

    private async Task RunAsync(RunLease lease)
    {
        await lease.CommitAsync(run => run with { State = ReconciliationRunState.Obtaining, Attempts = run.Attempts + 1 }).ConfigureAwait(false);
        using var folder = new RunFolder(options.Value.WorkFolder, lease.Run.RunId);
        switch (await obtainer.ObtainAsync(lease.Run, folder.Bill, lease.Token).ConfigureAwait(false))
        {
            case Obtained.Bill bill:
                Log.Obtained(logger, lease.Run.RunId, bill.File.Bytes, bill.File.Sha256);
                await lease.CommitAsync(run => run with
                {
                    State = ReconciliationRunState.Matching,
                    Format = bill.Format,
                    BillSha256 = bill.File.Sha256,
                    Files = With(run.Files, bill.File),
                    Error = null,
                }).ConfigureAwait(false);
                await MatchAsync(lease, folder, bill.Format).ConfigureAwait(false);
                break;
            case Obtained.NoActivity:
                await lease.CommitAsync(run => run with { State = ReconciliationRunState.Matching, Error = null }).ConfigureAwait(false);
                await MatchAsync(lease, folder, null).ConfigureAwait(false);
                break;
            case Obtained.Later later:
                await WaitAsync(lease, later.Error, later.Pause).ConfigureAwait(false);
                break;
            case Obtained.GivenUp givenUp:
                await FailAsync(lease, givenUp.Error).ConfigureAwait(false);
                break;
        }
    }

    private async Task MatchAsync(RunLease lease, RunFolder folder, string? format)
    {
        if (lease.Run.Kind != StatementKind.Trades)
        {
            await EndAsync(lease, format is null ? ReconciliationRunState.NoActivity : ReconciliationRunState.Completed, run => run).ConfigureAwait(false);
            return;
        }

        var compared = await comparison.RunAsync(lease.Run, format, folder, lease.Token).ConfigureAwait(false);
        var state = compared.HasLines ? ReconciliationRunState.Completed : ReconciliationRunState.NoActivity;
        var files = lease.Run.Files;
        foreach (var name in new[] { ReconciliationResults.SummaryFile, ReconciliationResults.BreaksFile })
        {
            files = With(files, await ArchiveAsync(lease.Run, files, name, Path.Combine(compared.Folder, name), lease.Token).ConfigureAwait(false));
        }

        ReconciliationRun Result(ReconciliationRun run) => run with
        {
            Counts = compared.Summary.Counts,
            Totals = compared.Summary.Totals,
            Bridge = compared.Summary.Bridge,
            Repaired = run.Completions == 0 ? compared.Repaired : run.Repaired + compared.Repaired,
            Files = files,
        };
        files = await ReportAsync(lease, Result(lease.Run) with { State = state, CompletedAt = time.GetUtcNow() }, compared.Folder, folder).ConfigureAwait(false);
        await EndAsync(lease, state, Result).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ArchivedFile>> ReportAsync(RunLease lease, ReconciliationRun run, string results, RunFolder folder)
    {
        Directory.CreateDirectory(folder.Reports);
        var files = run.Files;
        foreach (var reporter in reporters)
        {
            foreach (var name in await reporter.WriteAsync(run, results, folder.Reports, lease.Token).ConfigureAwait(false))
            {
                files = With(files, await ArchiveAsync(run, files, name, Path.Combine(folder.Reports, name), lease.Token).ConfigureAwait(false));
            }
        }

        return files;
    }

    /// <summary>Archives a file, unless the run has the same one there already.</summary>
    private async Task<ArchivedFile> ArchiveAsync(ReconciliationRun run, IReadOnlyList<ArchivedFile> files, string name, string path, CancellationToken cancellationToken)
    {
        var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (content.ConfigureAwait(false))
        {
            var sha256 = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
            return files.FirstOrDefault(file => file.Name == name && file.Sha256 == sha256)
                ?? await archive.AddAsync(name, run.ChannelAccount, run.Day, run.Kind, content, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(RunLease lease, ReconciliationRunState state, Func<ReconciliationRun, ReconciliationRun> result)
    {
        var now = time.GetUtcNow();
        await lease.EndAsync(run => result(run) with
        {
            State = state,
            Completions = run.Completions + 1,
            CompletedAt = now,
            DueAt = delivery.HasHandlers ? now : null,
            DeliveredTo = [],
            ReportTries = 0,
            Error = null,
        }).ConfigureAwait(false);
        var counts = lease.Run.Counts;
        var matched = counts.GetValueOrDefault(ReconciliationBucket.Matched) + counts.GetValueOrDefault(ReconciliationBucket.MatchedWithinTolerance);
        var held = counts.GetValueOrDefault(ReconciliationBucket.HeldByCutoff);
        Log.Completed(logger, lease.Run.RunId, state, matched, counts.Values.Sum() - matched - held, held, lease.Run.Repaired);
    }

    private async Task WaitAsync(RunLease lease, PaymentError error, TimeSpan pause)
    {
        var due = time.GetUtcNow() + pause;
        if (due > options.Value.StartOf(lease.Run.ChannelAccount, lease.Run.Day.AddDays(1)) + options.Value.GiveUpAfter && lease.Run.StartedBy is null)
        {
            await FailAsync(lease, error).ConfigureAwait(false);
            return;
        }

        if (lease.Run.StartedBy is not null && lease.Run.Attempts >= MostFaults)
        {
            await FailAsync(lease, error).ConfigureAwait(false);
            return;
        }

        await lease.EndAsync(run => run with { State = ReconciliationRunState.Waiting, DueAt = due, Error = error }).ConfigureAwait(false);
        Log.Waits(logger, lease.Run.RunId, error.Message, due);
    }

    private async Task FailAsync(RunLease lease, PaymentError error)
    {
        await lease.EndAsync(run => run with { State = ReconciliationRunState.Failed, DueAt = null, Error = error }).ConfigureAwait(false);
        Log.Failed(logger, lease.Run.RunId, error.Message);
    }

    /// <summary>A fault of ours, or of the bill: later again, with another copy of the bill where the bill is at fault.</summary>
    private async Task AgainAsync(RunLease lease, PaymentError error, Exception fault)
    {
        try
        {
            if (lease.Run.Attempts >= MostFaults)
            {
                Log.Faulted(logger, lease.Run.RunId, time.GetUtcNow(), fault);
                await FailAsync(lease, error).ConfigureAwait(false);
                return;
            }

            var due = time.GetUtcNow() + Obtainer.Pause(lease.Run.Attempts);
            var isBill = error.Code.StartsWith("bill_", StringComparison.Ordinal);
            await lease.EndAsync(run => run with
            {
                State = run.IsFinal ? run.State : ReconciliationRunState.Waiting,
                DueAt = due,
                Error = error,
                Files = isBill ? [.. run.Files.Where(file => file.Name != Obtainer.BillName)] : run.Files,
            }).ConfigureAwait(false);
            Log.Faulted(logger, lease.Run.RunId, due, fault);
        }
        catch (Exception second) when (second is not OutOfMemoryException)
        {
            // The store is away too: the lease ends by itself, and the run is claimed again.
            Log.Faulted(logger, lease.Run.RunId, time.GetUtcNow() + options.Value.Lease, fault);
        }
    }

    private static IReadOnlyList<ArchivedFile> With(IReadOnlyList<ArchivedFile> files, ArchivedFile file) =>
        [.. files.Where(each => each.Name != file.Name), file];
}
