using System.Diagnostics.CodeAnalysis;

namespace Payments.Shared.Coordination;

/// <summary>What is remembered for a time, within a bound. Not safe for threads: callers hold a lock of their own.</summary>
internal sealed class ExpiringMap<TValue>(int capacity, TimeProvider time)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _writes;

    public bool TryGet(string key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_entries.TryGetValue(key, out var entry) && entry.Until > Now)
        {
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>How much longer it is remembered; zero when it is not.</summary>
    public TimeSpan LeftOf(string key) =>
        _entries.TryGetValue(key, out var entry) && entry.Until > Now ? new TimeSpan(entry.Until - Now) : TimeSpan.Zero;

    public void Set(string key, TValue value, TimeSpan lifetime)
    {
        if (++_writes >= capacity / 4 || _entries.Count >= capacity)
        {
            Purge();
        }

        _entries[key] = new Entry(value, Now + lifetime.Ticks);
    }

    public void Remove(string key) => _entries.Remove(key);

    private long Now => time.GetElapsedTime(0).Ticks;

    private void Purge()
    {
        _writes = 0;
        var now = Now;
        foreach (var (key, _) in _entries.Where(entry => entry.Value.Until <= now).ToList())
        {
            _entries.Remove(key);
        }

        // Full of what still counts: forgetting costs speed, growing without bound costs the process.
        foreach (var (key, _) in _entries.OrderBy(entry => entry.Value.Until).Take(_entries.Count - (capacity - (capacity / 4))).ToList())
        {
            _entries.Remove(key);
        }
    }

    private readonly record struct Entry(TValue Value, long Until);
}
