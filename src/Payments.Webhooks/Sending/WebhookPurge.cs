using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Payments.Webhooks;

/// <summary>Removes settled deliveries that are older than anybody replays.</summary>
internal sealed class WebhookPurge(IServiceProvider services, IOptions<WebhookOptions> options, TimeProvider time, ILogger<WebhookPurge> logger) : BackgroundService
{
    private const int BatchSize = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                var store = services.GetRequiredService<IWebhookStore>();
                while (!stoppingToken.IsCancellationRequested
                    && await store.PurgeAsync(time.GetUtcNow() - options.Value.Retention, BatchSize, stoppingToken).ConfigureAwait(false) == BatchSize)
                {
                    await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                Log.PurgeFault(logger, fault);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
