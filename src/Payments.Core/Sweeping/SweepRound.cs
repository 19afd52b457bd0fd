using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Sweeping;

/// <summary>Claims orders that are due and looks at each. The store leases an order to one node at a time.</summary>
internal sealed class SweepRound(
    IPaymentStore store,
    OrderCheck check,
    CheckSchedule schedule,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<OrderSweeper> logger,
    CoreTelemetry? telemetry = null)
{
    // Asking, closing, confirming, and one more that was begun in time.
    private const int CallsPerOrder = 4;

    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(15);

    private readonly string _owner = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";

    private TimeSpan Limit => options.Value.ChannelTimeout.Times(CallsPerOrder);

    /// <summary>Claims orders and looks at them, all at once, until the last is settled.</summary>
    public async Task<int> RunOnceAsync(int max, CancellationToken stoppingToken)
    {
        var orders = await ClaimAsync(max, stoppingToken).ConfigureAwait(false);
        await Task.WhenAll(orders.Select(order => LookAsync(order, stoppingToken))).ConfigureAwait(false);
        return orders.Count;
    }

    public async Task<IReadOnlyList<PaymentOrder>> ClaimAsync(int max, CancellationToken stoppingToken)
    {
        try
        {
            // Not cut off by stopping: the store may have claimed by then, and nobody would look at the orders until the lease is over.
            stoppingToken.ThrowIfCancellationRequested();
            var now = time.GetUtcNow();
            return await store.ClaimDueOrdersAsync(new ClaimOrders(_owner, max, now, now + Limit + LeaseMargin), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.SweepFault(logger, exception);
            }

            return [];
        }
    }

    public async Task LookAsync(PaymentOrder order, CancellationToken stoppingToken)
    {
        DateTimeOffset? next;
        var came = Outcomes.Faulted;
        var watch = telemetry?.SweepCheck.Begin() ?? default;
        watch.Tell(PaymentsTags.OrderNo, order.OrderNo.Value);
        using var timeout = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            // A channel that ignores its token must not hold the place.
            next = await check.RunAsync(order, linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
            came = next is null ? "finished" : "waiting";
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            next = time.GetUtcNow();
            came = Outcomes.Abandoned;
        }
        catch (Exception exception)
        {
            // Whatever it was claimed for is still to be done.
            next = schedule.Next(order) ?? time.GetUtcNow() + options.Value.Sweeper.MaxDelay;
            Log.CheckFault(logger, order.OrderNo, next, exception);
        }

        watch.End(new TagList { { PaymentsTags.Outcome, came } }, isFault: came == Outcomes.Faulted);
        await SettleAsync(new ScheduleCheck(order.OrderNo, _owner, next)).ConfigureAwait(false);
    }

    private async Task SettleAsync(ScheduleCheck settlement)
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
}
