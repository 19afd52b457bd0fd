using Payments.Coordination;

namespace Payments.Core.Events;

/// <summary>
/// Tells this process that events were committed: the dispatcher at large, and listeners of the one order; and listeners of the other nodes over the bus.
/// Only a hint: whoever listens also polls.
/// </summary>
internal sealed class CommitSignal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OrderNo, List<TaskCompletionSource>> _listeners = [];
    private readonly SemaphoreSlim _outbox = new(0, 1);
    private readonly ICommitBusMember? _bus;

    /// <param name="bus">How other nodes hear of it; without one they poll.</param>
    public CommitSignal(ICommitBus? bus = null) => _bus = bus?.Join(Heard);

    public void Committed(OrderNo orderNo)
    {
        lock (_gate)
        {
            if (_outbox.CurrentCount == 0)
            {
                _outbox.Release();
            }
        }

        Heard(orderNo);
        _bus?.Announce(orderNo);
    }

    // The events themselves are the committing node's to deliver: only who watches the order is woken.
    private void Heard(OrderNo orderNo)
    {
        List<TaskCompletionSource>? waiting;
        lock (_gate)
        {
            _listeners.Remove(orderNo, out waiting);
        }

        foreach (var listener in waiting ?? [])
        {
            listener.TrySetResult();
        }
    }

    /// <summary>Waits until something is committed, or the time is over.</summary>
    public async Task WaitForAnyAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _outbox.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    /// <summary>Starts listening. Listen before reading the store, or a commit between the two is heard only at the next poll.</summary>
    public Listener Listen(OrderNo orderNo) => new(this, orderNo);

    public void Dispose()
    {
        _bus?.Dispose();
        _outbox.Dispose();
    }

    internal sealed class Listener : IDisposable
    {
        private readonly CommitSignal _signal;
        private readonly OrderNo _orderNo;
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Listener(CommitSignal signal, OrderNo orderNo)
        {
            _signal = signal;
            _orderNo = orderNo;
            lock (signal._gate)
            {
                if (!signal._listeners.TryGetValue(orderNo, out var listeners))
                {
                    signal._listeners[orderNo] = listeners = [];
                }

                listeners.Add(_heard);
            }
        }

        /// <summary>Waits for a commit, or until the time is over.</summary>
        public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
        {
            try
            {
                await _heard.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Whoever listens polls now.
            }
        }

        public void Dispose()
        {
            lock (_signal._gate)
            {
                if (_signal._listeners.TryGetValue(_orderNo, out var listeners) && listeners.Remove(_heard) && listeners.Count == 0)
                {
                    _signal._listeners.Remove(_orderNo);
                }
            }
        }
    }
}
