using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Payments.Webhooks;

/// <summary>When a delivery is tried again.</summary>
internal sealed class RetrySchedule(IOptions<WebhookOptions> options)
{
    private const int Percent = 100;

    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
    private static readonly TimeSpan[] Standard =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long an endpoint may make us wait by its Retry-After.</summary>
    public static TimeSpan MostPatience { get; } = TimeSpan.FromHours(24);

    /// <summary>The pause before the next try.</summary>
    /// <param name="attempts">How many tries there were, from 1.</param>
    /// <param name="retryAfter">What the endpoint asked for: the pause is never shorter, up to a day.</param>
    /// <returns><see langword="null"/> when the last try was made.</returns>
    public TimeSpan? PauseAfter(int attempts, TimeSpan? retryAfter)
    {
        IList<TimeSpan> schedule = options.Value.Schedule.Count > 0 ? options.Value.Schedule : Standard;
        if (attempts > schedule.Count)
        {
            return null;
        }

        var pause = schedule[attempts - 1];
        var room = pause.Ticks / TimeSpan.TicksPerMillisecond * options.Value.JitterPercent / Percent;
        pause += TimeSpan.FromTicks(RandomNumberGenerator.GetInt32((int)Math.Min(room, int.MaxValue - 1) + 1) * TimeSpan.TicksPerMillisecond);
        var wanted = retryAfter > MostPatience ? MostPatience : retryAfter;
        return wanted > pause ? wanted : pause;
    }
}
