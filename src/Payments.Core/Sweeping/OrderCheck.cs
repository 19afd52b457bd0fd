using Microsoft.Extensions.Logging;
using Payments.Core.Diagnostics;
using Payments.Core.Orders;

namespace Payments.Core.Sweeping;

/// <summary>
/// Looks at one order: asks its channels while it may be paid; once its time is over asks, closes at the channel, confirms, and closes here. Without
/// proof it stays open (law 3).
/// </summary>
internal sealed class OrderCheck(RefreshOrder refresh, CloseOrder close, CheckSchedule schedule, TimeProvider time, ILogger<OrderCheck> logger)
{
    /// <returns>When to look again, or <see langword="null"/>: never.</returns>
    public async Task<DateTimeOffset?> RunAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        if (order.IsFinal)
        {
            return null;
        }

        var isOver = time.GetUtcNow() >= schedule.CloseAt(order);
        var outcome = isOver
            ? await close.RunAsync(order, cancellationToken).ConfigureAwait(false)
            : await refresh.RunAsync(order, cancellationToken).ConfigureAwait(false);
        var (after, error) = outcome.Match(
            accepted => (accepted.Order, Error: (PaymentError?)null),
            rejected => (rejected.Order ?? order, rejected.Error),
            unknown => (unknown.Order, unknown.Error));
        var next = schedule.Next(after);
        Tell(after, isOver, error, next);
        return next;
    }

    private void Tell(PaymentOrder order, bool isOver, PaymentError? error, DateTimeOffset? next)
    {
        if (!order.IsFinal)
        {
            if (isOver)
            {
                Log.ExpiredOpen(logger, order.OrderNo, error?.Code ?? "", next);
            }
        }
        else if (order.Status is OrderStatus.Closed or OrderStatus.Failed && isOver)
        {
            Log.Expired(logger, order.OrderNo, order.Status);
        }
        else
        {
            Log.FoundByAsking(logger, order.OrderNo, order.Status);
        }
    }
}
