using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Recon.Runs;

namespace Payments.Recon.Hosting;

/// <summary>Schedules runs and does those that are due. Runs on every node at once: the store gives each run to one of them.</summary>
internal sealed class ReconciliationService(IServiceProvider services, IOptions<ReconciliationOptions> options, RunSignal signal, TimeProvider time, ILogger<ReconciliationService> logger)
    : BackgroundService
{
    private const int MostPurged = 1_000;
    private const int MostInARow = 1_000;

    private static readonly TimeSpan PurgeInterval = TimeSpan.FromDays(1);

    private readonly string _node = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";
    private int _claims;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        await Task.Yield(); // what comes next may read files, and the host goes on starting meanwhile
        RunFolder.RemoveStale(options.Value.WorkFolder, time.GetUtcNow());
        var purgeAt = time.GetUtcNow() + PurgeInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await RoundAsync(stoppingToken).ConfigureAwait(false);
            if (time.GetUtcNow() >= purgeAt)
            {
                purgeAt = time.GetUtcNow() + PurgeInterval;
                await PurgeAsync(stoppingToken).ConfigureAwait(false);
            }

            await signal.WaitAsync(options.Value.PollInterval, time, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            await services.GetRequiredService<RunSchedule>().RunAsync(stoppingToken).ConfigureAwait(false);
            var worker = services.GetRequiredService<RunWorker>();

            // Every claim has a name of its own: work that outlives its lease cannot write for the one that came after it.
            for (var done = 0; done < MostInARow && await worker.WorkAsync($"{_node}-{++_claims}", stoppingToken).ConfigureAwait(false); done++)
            {
                // until none is due
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.RoundFault(logger, fault);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            var purged = await services.GetRequiredService<ReconciliationArchive>().PurgeAsync(MostPurged, stoppingToken).ConfigureAwait(false);
            if (purged > 0)
            {
                Log.Purged(logger, purged);
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.PurgeFault(logger, fault);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
