using System.Collections.Concurrent;

namespace Payments.Fleet.Stage;

/// <summary>Which events a subscriber got, with the machine's clock: repeats are expected, and counted.</summary>
/// <param name="name">Whose.</param>
internal sealed class Arrivals(string name)
{
    private readonly ConcurrentDictionary<string, long> _first = new(StringComparer.Ordinal);
    private int _repeats;

    public string Name => name;

    public int Repeats => Volatile.Read(ref _repeats);

    /// <summary>When each event came first.</summary>
    public IReadOnlyDictionary<string, long> First => _first;

    public void Add(string eventId, long at)
    {
        var isNew = true;
        _first.AddOrUpdate(
            eventId,
            at,
            (_, before) =>
            {
                isNew = false;
                return Math.Min(before, at);
            });
        if (!isNew)
        {
            Interlocked.Increment(ref _repeats);
        }
    }

    public bool Has(string eventId) => _first.ContainsKey(eventId);

    /// <summary>Forgets what was reckoned, so that an hour's events need not be kept.</summary>
    public void Forget(IEnumerable<string> eventIds)
    {
        foreach (var eventId in eventIds)
        {
            _first.TryRemove(eventId, out _);
        }
    }
}
