using Payments.Coordination;

namespace Payments.Shared.Coordination;

/// <summary>Counters of this process: the twin of shared ones, and what counts while those are away.</summary>
internal sealed class LocalVelocityCounters(TimeProvider time) : IVelocityCounters
{
    private const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly ExpiringMap<SortedDictionary<long, long>> _counters = new(Capacity, time);

    public ValueTask<long> AddAsync(string key, long amount, TimeSpan window, CancellationToken cancellationToken = default)
    {
        Slices.Check(amount, window);
        lock (_gate)
        {
            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / Slices.LengthOf(window);
            var slices = _counters.TryGet(key, out var kept) ? kept : [];
            foreach (var old in slices.Keys.Where(slice => slice <= now - Slices.Count).ToList())
            {
                slices.Remove(old);
            }

            if (amount > 0)
            {
                slices[now] = slices.GetValueOrDefault(now) + amount;
                _counters.Set(key, slices, window);
            }

            return new(slices.Values.Sum());
        }
    }
}
