using Payments.Coordination;

namespace Payments.Shared.Coordination;

/// <summary>Locks of this process: the twin of shared ones, and what counts while those are away.</summary>
internal sealed class LocalOrderLocks(TimeProvider time) : IOrderLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OrderNo, Held> _held = [];
    private long _last;

    public async ValueTask<IOrderLock?> TryAcquireAsync(OrderNo orderNo, TimeSpan lease, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        LockTimes.Check(lease, patience);
        var began = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task released;
            lock (_gate)
            {
                if (!_held.TryGetValue(orderNo, out var holder))
                {
                    var mine = new Held(this, orderNo, NextToken());
                    _held[orderNo] = mine;
                    return mine;
                }

                released = holder.Released;
            }

            var left = patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await released.WaitAsync(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A process that ends takes its locks with it, and one that is frozen freezes those who wait: the lease of a local lock needs no clock.
    private long NextToken() => _last = Math.Max(_last + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    private void Release(Held held)
    {
        lock (_gate)
        {
            if (_held.GetValueOrDefault(held.OrderNo) == held)
            {
                _held.Remove(held.OrderNo);
            }
        }
    }

    private sealed class Held(LocalOrderLocks locks, OrderNo orderNo, long fencingToken) : IOrderLock
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OrderNo OrderNo => orderNo;

        public long FencingToken => fencingToken;

        public bool IsShared => false;

        public bool IsHeld => !_released.Task.IsCompleted;

        public CancellationToken Lost => CancellationToken.None;

        public Task Released => _released.Task;

        public ValueTask DisposeAsync()
        {
            locks.Release(this);
            _released.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
