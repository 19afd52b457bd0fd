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
    EventDelivery delivery,
    CommitSignal signal,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const int MaxParallelOrders = 16;

    private readonly string _owner = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the settings were checked: without a store the host must fail with its list of problems, not here.
        var store = services.GetRequiredService<IPaymentStore>();
        var settings = options.Value.Events;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DispatchBatchAsync(store, settings, stoppingToken).ConfigureAwait(false) == 0)
                {
                    await signal.WaitForAnyAsync(settings.PollInterval, time, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.OutboxFault(logger, exception);
                await Task.Delay(settings.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> DispatchBatchAsync(IPaymentStore store, PaymentsEventOptions settings, CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();

        // Long enough for every event of the batch to use up its handler's time.
        var lease = settings.HandlerTimeout * ((settings.BatchSize / MaxParallelOrders) + 2);
        var items = await store.ClaimEventsAsync(new ClaimEvents(_owner, settings.BatchSize, now, now + lease), stoppingToken).ConfigureAwait(false);
        if (items.Count == 0)
        {
            return 0;
        }

        var settlements = new OutboxSettlement[items.Count];
        await Parallel.ForAsync(
            0,
            items.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelOrders, CancellationToken = stoppingToken },
            async (index, token) => settlements[index] = await delivery.DeliverAsync(items[index], token).ConfigureAwait(false)).ConfigureAwait(false);

        // What was delivered is written down even while stopping: it would only be delivered again.
        await store.SettleEventsAsync(settlements, CancellationToken.None).ConfigureAwait(false);
        return items.Count;
    }
}
