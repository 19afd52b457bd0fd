using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Payments.Core.Sweeping;

/// <summary>
/// Looks at open orders when their time has come, so that no order depends on a callback. Runs on every node at once: the store leases each order to
/// one of them. An order that takes long holds no other one up as long as there are free places.
/// </summary>
internal sealed class OrderSweeper(IServiceProvider services, IOptions<PaymentsOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value.Sweeper;
        if (!settings.Enabled)
        {
            return;
        }

        // Not before the settings were checked: without a store the host must fail with its list of problems, not here.
        var round = services.GetRequiredService<SweepRound>();
        var running = new List<Task>(settings.MaxParallel);
        while (!stoppingToken.IsCancellationRequested)
        {
            running.RemoveAll(work => work.IsCompleted);
            var free = settings.MaxParallel - running.Count;
            var claimed = free == 0 ? [] : await round.ClaimAsync(free, stoppingToken).ConfigureAwait(false);
            running.AddRange(claimed.Select(order => Task.Run(() => round.LookAsync(order, stoppingToken), CancellationToken.None)));
            if (free == 0 || claimed.Count < free)
            {
                await WaitAsync(running, free == 0, settings.PollInterval, stoppingToken).ConfigureAwait(false);
            }
        }

        // Whatever ignores its cancellation is left behind: its lease runs out, and another node looks at the order.
        await Task.WhenAll(running).WaitAsync(StopLimit, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WaitAsync(List<Task> running, bool isFull, TimeSpan atMost, CancellationToken stoppingToken)
    {
        var pause = Task.Delay(atMost, time, stoppingToken);
        var first = isFull ? Task.WhenAny([.. running, pause]) : pause;
        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
