using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Events;

/// <summary>
/// Carries events from the outbox to their subscribers. Runs on every node at once: the store leases each event to one of them, and one event of an
/// order at a time.
/// </summary>
internal sealed class OutboxDispatcher(
    IServiceProvider services,
    CommitSignal signal,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the settings were checked: without a store the host must fail with its list of problems, not here.
        var round = services.GetRequiredService<OutboxRound>();
        var pause = options.Value.Events.PollInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await round.RunOnceAsync(stoppingToken).ConfigureAwait(false))
                {
                    await signal.WaitForAnyAsync(pause, time, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.OutboxFault(logger, exception);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
