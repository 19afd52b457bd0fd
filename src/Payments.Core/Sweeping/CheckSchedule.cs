using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Orders;

namespace Payments.Core.Sweeping;

/// <summary>
/// Says when an order is to be looked at again: often while its attempt is young, seldom later, and at once when its time is over. The pause follows
/// from the age alone, so nothing has to be counted.
/// </summary>
internal sealed class CheckSchedule(IPaymentChannels channels, IOptions<PaymentsOptions> options, Entropy entropy, TimeProvider time)
{
    // 5 s, 10 s, 30 s, 1 min, 5 min and 10 min of a first pause of 5 s.
    private static readonly int[] Steps = [1, 2, 6, 12, 60, 120];

    // A channel that does not say within a week what became of an attempt that cannot charge any more is not asked for ever.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(7);

    private static readonly TimeSpan AbnormalPause = TimeSpan.FromHours(1);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>From when on an unpaid order is to be closed.</summary>
    public DateTimeOffset CloseAt(PaymentOrder order) => order.ExpiresAt + options.Value.Sweeper.ExpiryGrace;

    /// <summary>When to look again at an order that was looked at or changed just now, or <see langword="null"/> when nothing is awaited any more.</summary>
    public DateTimeOffset? Next(PaymentOrder order)
    {
        var now = time.GetUtcNow();
        return Earlier(
            order.IsFinal ? Earlier(NextOfLeftovers(order, now), NextOfDoubtful(order, now)) : NextOfOpen(order, now),
            NextOfRefunds(order, now));
    }

    /// <summary>
    /// Bar codes that were found paid while another call may have been reversing them, for all it knew: they are asked about once more when no such call
    /// can be under way any longer.
    /// </summary>
    public IEnumerable<PaymentAttempt> Doubtful(PaymentOrder order) => order.Attempts.Where(attempt =>
        IsDoubtful(order, attempt) && time.GetUtcNow() >= DoubtEnds(attempt) && !IsGivenUp(order));

    private bool IsDoubtful(PaymentOrder order, PaymentAttempt attempt) =>
        attempt.Status == AttemptStatus.Succeeded
        && channels.Find(attempt.ChannelAccount)?.Capabilities.Find(attempt.Method) is { ChargesWithoutCredential: true }
        && order.Refundable(attempt.AttemptNo).MinorUnits > 0;

    private DateTimeOffset DoubtEnds(PaymentAttempt attempt) => attempt.UpdatedAt + options.Value.BarcodeTimeout + CloseOrder.CodeLife;

    private DateTimeOffset? NextOfDoubtful(PaymentOrder order, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var attempt in order.Attempts)
        {
            if (attempt.Status == AttemptStatus.Succeeded && now < DoubtEnds(attempt) && IsDoubtful(order, attempt))
            {
                next = Earlier(next, DoubtEnds(attempt));
            }
        }

        return next;
    }

    /// <summary>Whether a final order's open attempt is not asked about any more.</summary>
    public bool IsGivenUp(PaymentOrder order) => time.GetUtcNow() >= order.ExpiresAt + GiveUpAfter;

    private static DateTimeOffset? Earlier(DateTimeOffset? first, DateTimeOffset? second) =>
        first is null ? second : second is null || first < second ? first : second;

    private DateTimeOffset NextOfOpen(PaymentOrder order, DateTimeOffset now)
    {
        var closeAt = CloseAt(order);
        if (now >= closeAt)
        {
            return now + Pause(now - closeAt);
        }

        // What was never sent can only run out of time.
        var open = order.Attempts.Where(AttemptRules.IsOpen).ToList();
        var next = open.Count == 0 ? closeAt : now + Pause(now - open.Max(attempt => attempt.UpdatedAt));
        return next < closeAt ? next : closeAt;
    }

    /// <summary>Attempts that lost the right to be charged, or that another one's payment overtook, are closed at their channels.</summary>
    private DateTimeOffset? NextOfLeftovers(PaymentOrder order, DateTimeOffset now)
    {
        var open = order.Attempts.Where(AttemptRules.IsOpen).ToList();
        return open.Count == 0 || IsGivenUp(order) ? null : now + Pause(now - open.Max(attempt => attempt.UpdatedAt));
    }

    private DateTimeOffset? NextOfRefunds(PaymentOrder order, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var refund in order.Refunds.Where(refund => refund.IsOpen))
        {
            next = Earlier(next, refund.Status switch
            {
                RefundStatus.Abnormal => now + AbnormalPause,

                // Whoever wrote it down is sending it.
                RefundStatus.Requested when refund.Cause == RefundCause.Merchant && now - refund.UpdatedAt < options.Value.ChannelTimeout => refund.UpdatedAt + options.Value.ChannelTimeout,
                _ => now + Pause(now - refund.UpdatedAt),
            });
        }

        return next;
    }

    private TimeSpan Pause(TimeSpan age)
    {
        var settings = options.Value.Sweeper;
        var pause = settings.FirstDelay;
        var reached = TimeSpan.Zero;
        foreach (var step in Steps)
        {
            pause = settings.FirstDelay.Times(step);
            reached += pause;
            if (age < reached || pause >= settings.MaxDelay)
            {
                break;
            }
        }

        pause = pause < settings.MaxDelay ? pause : settings.MaxDelay;

        // Orders made together shall not be asked about together for the rest of their lives.
        return pause + TimeSpan.FromMilliseconds(entropy.Below((int)(pause.Ticks / 10 / TimeSpan.TicksPerMillisecond) + 1));
    }
}
