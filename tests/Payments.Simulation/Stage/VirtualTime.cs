namespace Payments.Simulation.Stage;

/// <summary>A node's clock: the world's time, off by what this node's clock is off by. Its timers are entries of the world's agenda.</summary>
internal sealed class VirtualTime(World world, Life life, TimeSpan offset) : TimeProvider
{
    public TimeSpan Offset { get; set; } = offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world.Now + Offset;

    public override long GetTimestamp() => world.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        world.Enter("a timer");
        var timer = new VirtualTimer(world, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(World world, Life life, TimerCallback callback, object? state) : ITimer
    {
        private int _round;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _round++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Set(dueTime, period, _round);
            }

            return true;
        }

        public void Dispose() => _round = int.MinValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime, TimeSpan period, int round) => world.After(dueTime, life, () =>
        {
            if (_round != round)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Set(period, period, round);
            }

            callback(state);
        });
    }
}
