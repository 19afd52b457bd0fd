using System.Diagnostics;

namespace Payments.Core.Diagnostics;

/// <summary>
/// Which commit of this process an order's events came from, so that their deliveries link to it. Only the last few thousand, and only while somebody
/// traces: an event that another node committed is found by its order number, which every activity carries.
/// </summary>
internal sealed class CommitTraces
{
    private const int Most = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<OrderNo, ActivityContext> _commits = [];
    private readonly Queue<OrderNo> _oldestFirst = new();

    public void Remember(OrderNo orderNo, ActivityContext commit)
    {
        lock (_gate)
        {
            if (_commits.TryAdd(orderNo, commit))
            {
                _oldestFirst.Enqueue(orderNo);
            }
            else
            {
                _commits[orderNo] = commit;
            }

            while (_oldestFirst.Count > Most)
            {
                _commits.Remove(_oldestFirst.Dequeue());
            }
        }
    }

    public ActivityContext Find(OrderNo orderNo)
    {
        lock (_gate)
        {
            return _commits.GetValueOrDefault(orderNo);
        }
    }
}
