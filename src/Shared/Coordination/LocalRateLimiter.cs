using Payments.Coordination;

namespace Payments.Shared.Coordination;

/// <summary>Limits of this process: the twin of shared ones, and what counts while those are away.</summary>
internal sealed class LocalRateLimiter(TimeProvider time) : IRateLimiter
{
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly ExpiringMap<long> _full = new(Capacity, time);

    public ValueTask<RateVerdict> TryTakeAsync(string key, RateLimit limit, int permits = 1, CancellationToken cancellationToken = default)
    {
        Gcra.Check(limit, permits);
        lock (_gate)
        {
            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            var before = _full.TryGet(key, out var stored) ? Math.Max(stored, now) : now;
            var debt = before - now + (permits * Gcra.PerPermit(limit));
            var verdict = Gcra.Verdict(limit, permits, debt);
            if (verdict.IsAllowed && permits > 0)
            {
                _full.Set(key, now + debt, TimeSpan.FromMicroseconds(debt));
            }

            return new(verdict);
        }
    }
}
