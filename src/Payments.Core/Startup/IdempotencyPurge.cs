using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Core.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Startup;

/// <summary>Deletes idempotency records whose time is over, in small steps, once an hour.</summary>
internal sealed class IdempotencyPurge(IServiceProvider services, TimeProvider time, ILogger<IdempotencyPurge> logger) : BackgroundService
{
    private const int StepSize = 1_000;
    private const int MaxSteps = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await PurgeAsync(services.GetRequiredService<IPaymentStore>(), stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task PurgeAsync(IPaymentStore store, CancellationToken stoppingToken)
    {
        try
        {
            for (var step = 0; step < MaxSteps; step++)
            {
                if (await store.PurgeIdempotencyAsync(time.GetUtcNow(), StepSize, stoppingToken).ConfigureAwait(false) < StepSize)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.PurgeFault(logger, exception);
        }
    }
}
