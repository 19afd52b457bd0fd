using Payments.Coordination;

namespace Payments.Simulation.Nodes;

/// <summary>Locks that are always free, whoever holds them (law 9).</summary>
internal sealed class YesLocks : IOrderLocks
{
    public static YesLocks Instance { get; } = new();

    public ValueTask<IOrderLock?> TryAcquireAsync(OrderNo orderNo, TimeSpan lease, TimeSpan patience, CancellationToken cancellationToken = default) =>
        new(new Yes(orderNo));

    private sealed class Yes(OrderNo orderNo) : IOrderLock
    {
        public OrderNo OrderNo => orderNo;

        public long FencingToken => 1;

        public bool IsShared => true;

        public bool IsHeld => true;

        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
