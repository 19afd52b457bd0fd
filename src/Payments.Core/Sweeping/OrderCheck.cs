using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;
using Payments.Core.Orders;
using Payments.Core.Refunds;

namespace Payments.Core.Sweeping;

/// <summary>
/// Looks at one order: asks its channels while it may be paid; once its time is over asks, closes at the channel, confirms, and closes here. Without
/// proof it stays open (law 3). Closes what is left open of an order that has ended, and follows its refunds.
/// </summary>
internal sealed class OrderCheck(
    RefreshOrder refresh,
    CloseOrder close,
    RefundSender refunds,
    CheckSchedule schedule,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<OrderCheck> logger)
{
    /// <returns>When to look again, or <see langword="null"/>: never.</returns>
    public async Task<DateTimeOffset?> RunAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        if (!order.IsFinal)
        {
            order = await LookAtPaymentAsync(order, cancellationToken).ConfigureAwait(false);
        }

        if (order.IsFinal)
        {
            order = await CloseLeftoversAsync(order, cancellationToken).ConfigureAwait(false);
        }

        foreach (var attempt in order.IsFinal ? schedule.Doubtful(order).ToList() : [])
        {
            var asked = await refresh.AskAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false);
            order = asked.Order;
            if (asked.Trouble is not null)
            {
                return time.GetUtcNow() + options.Value.Sweeper.MaxDelay;
            }
        }

        foreach (var refund in order.Refunds.Where(each => each.IsOpen && IsDue(each)).OrderBy(each => each.UpdatedAt).ToList())
        {
            // The lease is for a few calls: what is left is looked at next.
            if (time.GetElapsedTime(startedAt) > options.Value.ChannelTimeout)
            {
                return time.GetUtcNow();
            }

            order = await refunds.FollowAsync(order, refund.RefundNo, isFresh: false, cancellationToken).ConfigureAwait(false);
        }

        return schedule.Next(order);
    }

    private async Task<PaymentOrder> LookAtPaymentAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        var isOver = time.GetUtcNow() >= schedule.CloseAt(order) || (AttemptRules.Holder(order) is { } holder && AttemptRules.IsOpen(holder) && close.HasRunOut(holder));
        var outcome = isOver
            ? await close.RunAsync(order, cancellationToken).ConfigureAwait(false)
            : await refresh.RunAsync(order, cancellationToken).ConfigureAwait(false);
        var (after, error) = outcome.Match(
            accepted => (accepted.Order, Error: (PaymentError?)null),
            rejected => (rejected.Order ?? order, rejected.Error),
            unknown => (unknown.Order, unknown.Error));
        Tell(after, isOver, error);
        return after;
    }

    /// <summary>An attempt that is open at its channel although its order has ended would let a payer pay for nothing.</summary>
    private async Task<PaymentOrder> CloseLeftoversAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        foreach (var attempt in order.Attempts.Where(AttemptRules.IsOpen).ToList())
        {
            if (schedule.IsGivenUp(order))
            {
                Log.GivenUp(logger, order.OrderNo, attempt.AttemptNo);
                continue;
            }

            var step = await close.CloseAttemptAsync(order, attempt, cancellationToken).ConfigureAwait(false);
            order = step.Order;
        }

        return order;
    }

    /// <summary>Whoever wrote a refund down is sending it: the sweeper only follows those that were left.</summary>
    private bool IsDue(Refund refund) =>
        refund.Status != RefundStatus.Requested
        || refund.Cause != RefundCause.Merchant
        || time.GetUtcNow() - refund.UpdatedAt >= options.Value.ChannelTimeout;

    private void Tell(PaymentOrder order, bool isOver, PaymentError? error)
    {
        if (!order.IsFinal)
        {
            if (isOver)
            {
                Log.ExpiredOpen(logger, order.OrderNo, error?.Code ?? "", schedule.Next(order));
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
