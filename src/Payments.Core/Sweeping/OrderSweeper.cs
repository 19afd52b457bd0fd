using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Sweeping;

/// <summary>
/// Looks at open orders when their time has come, so that no order depends on a callback. Runs on every node at once: the store leases each order to
/// one of them. An order that takes long holds no other one up as long as there are free places.
/// </summary>
internal sealed class OrderSweeper(
    IServiceProvider services,
    CheckSchedule schedule,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<OrderSweeper> logger) : BackgroundService
{
    // Asking, closing and confirming.
    private const int CallsPerOrder = 3;

    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(500);

    private readonly string _owner = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value.Sweeper;
        if (!settings.Enabled)
        {
            return;
        }

        // Not before the settings were checked: without a store the host must fail with its list of problems, not here.
        var store = services.GetRequiredService<IPaymentStore>();
        var check = services.GetRequiredService<OrderCheck>();
        var running = new List<Task>(settings.MaxParallel);
        while (!stoppingToken.IsCancellationRequested)
        {
            running.RemoveAll(work => work.IsCompleted);
            var free = settings.MaxParallel - running.Count;
            var claimed = free == 0 ? 0 : await StartAsync(store, check, free, running, stoppingToken).ConfigureAwait(false);
            if (free == 0 || claimed < free)
            {
                await WaitAsync(running, free == 0, settings.PollInterval, stoppingToken).ConfigureAwait(false);
            }
        }

        // Whatever ignores its cancellation is left behind: its lease runs out, and another node looks at the order.
        await Task.WhenAll(running).WaitAsync(StopLimit, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<int> StartAsync(IPaymentStore store, OrderCheck check, int free, List<Task> running, CancellationToken stoppingToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var limit = TimeSpan.FromTicks(CallsPerOrder * options.Value.ChannelTimeout.Ticks);
            var orders = await store.ClaimDueOrdersAsync(new ClaimOrders(_owner, free, now, now + limit + LeaseMargin), stoppingToken).ConfigureAwait(false);
            running.AddRange(orders.Select(order => Task.Run(() => LookAsync(store, check, order, limit, stoppingToken), CancellationToken.None)));
            return orders.Count;
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.SweepFault(logger, exception);
            }

            return 0;
        }
    }

    private async Task LookAsync(IPaymentStore store, OrderCheck check, PaymentOrder order, TimeSpan limit, CancellationToken stoppingToken)
    {
        DateTimeOffset? next;
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            // A channel that ignores its token must not hold the place.
            next = await check.RunAsync(order, linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            next = time.GetUtcNow();
        }
        catch (Exception exception)
        {
            next = schedule.Next(order);
            Log.CheckFault(logger, order.OrderNo, next, exception);
        }

        await SettleAsync(store, new ScheduleCheck(order.OrderNo, _owner, next)).ConfigureAwait(false);
    }

    private async Task SettleAsync(IPaymentStore store, ScheduleCheck settlement)
    {
        try
        {
            // Also while stopping: otherwise the order would wait for the end of a lease that nobody uses.
            await store.ScheduleCheckAsync(settlement, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.CheckFault(logger, settlement.OrderNo, settlement.NextCheckAt, exception);
        }
    }

    private async Task WaitAsync(List<Task> running, bool isFull, TimeSpan atMost, CancellationToken stoppingToken)
    {
        var pause = Task.Delay(atMost, time, stoppingToken);
        var first = isFull ? Task.WhenAny([.. running, pause]) : pause;
        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
