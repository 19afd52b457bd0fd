using Payments.Coordination;

namespace Payments.Shared.Coordination;

/// <summary>
/// The arithmetic of a bucket that refills evenly, in whole microseconds. All it needs is the moment at which the bucket is full again; the debt is how
/// far that moment is away.
/// </summary>
internal static class Gcra
{
    public static void Check(RateLimit limit, int permits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(limit.Permits, nameof(limit));
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, limit.Permits);
    }

    public static long PerPermit(RateLimit limit) => limit.Window.Ticks / TimeSpan.TicksPerMicrosecond / limit.Permits;

    /// <param name="limit">The bucket.</param>
    /// <param name="permits">How many were asked for.</param>
    /// <param name="debt">The debt if they are taken.</param>
    public static RateVerdict Verdict(RateLimit limit, int permits, long debt)
    {
        var each = PerPermit(limit);
        var most = each * limit.Permits;
        var isAllowed = debt <= most;
        var settled = isAllowed ? debt : debt - (permits * each);
        return new RateVerdict(
            isAllowed,
            (int)Math.Max(0, (most - settled) / each),
            isAllowed ? TimeSpan.Zero : TimeSpan.FromMicroseconds(debt - most),
            TimeSpan.FromMicroseconds(settled));
    }
}
