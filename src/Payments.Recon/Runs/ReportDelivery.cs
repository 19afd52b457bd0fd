using Microsoft.Extensions.Logging;
using Payments.Recon.Hosting;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>Hands the reports of completed runs to the handlers, each until it took it.</summary>
internal sealed class ReportDelivery(IEnumerable<IReconciliationReportHandler> handlers, ReconciliationArchive archive, TimeProvider time, ILogger<ReportDelivery> logger)
{
    private const int MostTries = 10;

    private static readonly TimeSpan HandlerLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostPause = TimeSpan.FromHours(2);

    private readonly List<IReconciliationReportHandler> _handlers = [.. handlers];

    public bool HasHandlers => _handlers.Count > 0;

    public async Task DeliverAsync(RunLease lease)
    {
        var run = lease.Run;
        var files = run.Files.Select(file => new ReportFile(file.Name, token => OpenAsync(file, token))).ToList();
        var tries = run.ReportTries + 1;
        var pause = TimeSpan.FromTicks(LeastPause.Ticks << Math.Min(tries - 1, 10));
        var due = time.GetUtcNow() + (pause < MostPause ? pause : MostPause);
        var taken = run.DeliveredTo.ToList();
        var isMissing = false;
        foreach (var handler in _handlers.Where(handler => !taken.Contains(handler.Name)))
        {
            using var limit = new CancellationTokenSource(HandlerLimit, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lease.Token);
            try
            {
                await handler.HandleAsync(new ReconciliationReportReady(run, files), both.Token).ConfigureAwait(false);
                taken.Add(handler.Name);
            }
            catch (Exception fault) when (!lease.Token.IsCancellationRequested)
            {
                isMissing = true;
                if (tries >= MostTries)
                {
                    Log.ReportGivenUp(logger, handler.Name, run.RunId, tries);
                }
                else
                {
                    Log.ReportFault(logger, handler.Name, run.RunId, due, fault);
                }
            }
        }

        await lease.EndAsync(row => row with { DeliveredTo = taken, ReportTries = tries, DueAt = isMissing && tries < MostTries ? due : null }).ConfigureAwait(false);
    }

    private async Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) =>
        await archive.OpenAsync(file.Sha256, cancellationToken).ConfigureAwait(false)
        ?? throw new FileNotFoundException($"The archive no longer has '{file.Name}', {file.Sha256}.");
}
