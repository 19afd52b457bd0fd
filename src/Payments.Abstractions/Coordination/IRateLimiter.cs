using System.Runtime.InteropServices;

namespace Payments.Coordination;

/// <summary>
/// Limits how often something happens, over all nodes. The limit is a bucket that refills evenly (GCRA): a full bucket lets <see cref="RateLimit.Permits"/>
/// through at once, and in the long run as many in each window. While the shared memory is away each node keeps the whole limit by itself.
/// </summary>
public interface IRateLimiter
{
    /// <summary>Takes permits out of a bucket, all or none.</summary>
    /// <param name="key">The bucket: 1 to 200 characters.</param>
    /// <param name="limit">Its size and speed. One bucket is always asked with one limit.</param>
    /// <param name="permits">How many: 0, which only looks, to <see cref="RateLimit.Permits"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<RateVerdict> TryTakeAsync(string key, RateLimit limit, int permits = 1, CancellationToken cancellationToken = default);
}

/// <summary>So many in so long a time.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateLimit
{
    /// <summary>The finest speed that is counted exactly: at most one permit in 100 microseconds.</summary>
    private const int LeastMicrosecondsPerPermit = 100;

    /// <summary>Makes a limit.</summary>
    /// <param name="permits">1 to 1,000,000.</param>
    /// <param name="window">1 millisecond to 1 day, and at least 100 microseconds for each permit.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public RateLimit(int permits, TimeSpan window)
    {
        if (!IsValid(permits, window))
        {
            throw new ArgumentOutOfRangeException(nameof(permits), "A limit has 1 to 1,000,000 permits in 1 ms to 1 day, and at least 100 µs for each.");
        }

        Permits = permits;
        Window = window;
    }

    /// <summary>How many.</summary>
    public int Permits { get; }

    /// <summary>In how long a time.</summary>
    public TimeSpan Window { get; }

    /// <summary>Whether a limit of these numbers can be made.</summary>
    public static bool IsValid(int permits, TimeSpan window) =>
        permits is >= 1 and <= 1_000_000
        && window >= TimeSpan.FromMilliseconds(1)
        && window <= TimeSpan.FromDays(1)
        && window.Ticks / TimeSpan.TicksPerMicrosecond / permits >= LeastMicrosecondsPerPermit;
}

/// <summary>What a limiter says.</summary>
/// <param name="IsAllowed">Whether the permits were taken.</param>
/// <param name="Remaining">How many could be taken now.</param>
/// <param name="RetryAfter">When as many can be taken; zero when they were.</param>
/// <param name="ResetAfter">When the bucket is full again.</param>
public readonly record struct RateVerdict(bool IsAllowed, int Remaining, TimeSpan RetryAfter, TimeSpan ResetAfter);
