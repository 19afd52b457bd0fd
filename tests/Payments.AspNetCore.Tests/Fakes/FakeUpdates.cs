using System.Runtime.CompilerServices;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>One order's events, some there and some to come.</summary>
internal sealed class FakeUpdates : IOrderUpdates
{
    private readonly Lock _gate = new();
    private readonly List<PaymentEvent> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watching;

    public int Watching => Volatile.Read(ref _watching);

    public Exception? Breaks { get; set; }

    public void Publish(PaymentEvent update)
    {
        lock (_gate)
        {
            _events.Add(update);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async IAsyncEnumerable<PaymentEvent> WatchAsync(OrderNo orderNo, int afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _watching);
        try
        {
            for (var sequence = afterSequence + 1; ; sequence++)
            {
                var update = await NextAsync(sequence, cancellationToken);
                if (update is null)
                {
                    yield break;
                }

                yield return update;
                if (update.Order.IsFinal && update.Order.LastEventSequence == sequence)
                {
                    yield break;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _watching);
        }
    }

    private async Task<PaymentEvent?> NextAsync(int sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (Breaks is not null && sequence > _events.Count)
                {
                    throw Breaks;
                }

                if (_events.Find(update => update.Sequence == sequence) is { } found)
                {
                    return found;
                }

                if (_events.Count > 0 && _events[^1].Order.IsFinal)
                {
                    return null;
                }

                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }
}
