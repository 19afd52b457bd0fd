using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Payments.Core.Orders;

namespace Payments.Core.Sweeping;

/// <summary>
/// Says when an order is to be looked at again: often while its attempt is young, seldom later, and at once when its time is over. The pause follows
/// from the age alone, so nothing has to be counted.
/// </summary>
internal sealed class CheckSchedule(IOptions<PaymentsOptions> options, TimeProvider time)
{
    // 5 s, 10 s, 30 s, 1 min, 5 min and 10 min of a first pause of 5 s.
    private static readonly int[] Steps = [1, 2, 6, 12, 60, 120];

    /// <summary>From when on an unpaid order is to be closed.</summary>
    public DateTimeOffset CloseAt(PaymentOrder order) => order.ExpiresAt + options.Value.Sweeper.ExpiryGrace;

    /// <summary>When to look again at an order that was looked at or changed just now, or <see langword="null"/> when nothing is awaited any more.</summary>
    public DateTimeOffset? Next(PaymentOrder order)
    {
        if (order.IsFinal)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var closeAt = CloseAt(order);
        if (now >= closeAt)
        {
            return now + Pause(now - closeAt);
        }

        // What was never sent can only run out of time.
        var open = order.Attempts.Where(RefreshOrder.IsOpen).ToList();
        var next = open.Count == 0 ? closeAt : now + Pause(now - open.Max(attempt => attempt.UpdatedAt));
        return next < closeAt ? next : closeAt;
    }

    private TimeSpan Pause(TimeSpan age)
    {
        var settings = options.Value.Sweeper;
        var pause = settings.FirstDelay;
        var reached = TimeSpan.Zero;
        foreach (var step in Steps)
        {
            pause = TimeSpan.FromTicks(settings.FirstDelay.Ticks * step);
            reached += pause;
            if (age < reached || pause >= settings.MaxDelay)
            {
                break;
            }
        }

        pause = pause < settings.MaxDelay ? pause : settings.MaxDelay;

        // Orders made together shall not be asked about together for the rest of their lives.
        return pause + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)(pause.Ticks / 10 / TimeSpan.TicksPerMillisecond) + 1));
    }
}
