namespace Payments.Simulators.Calls;

/// <summary>The last so many items, in order of arrival.</summary>
internal sealed class Ring<T>(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _items = new();
    private long _total;

    public long Add(Func<long, T> make)
    {
        lock (_lock)
        {
            _items.Enqueue(make(++_total));
            if (_items.Count > capacity)
            {
                _items.Dequeue();
            }

            return _total;
        }
    }

    public (IReadOnlyList<T> Items, long Total) Snapshot()
    {
        lock (_lock)
        {
            return ([.. _items], _total);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _items.Clear();
            _total = 0;
        }
    }
}
