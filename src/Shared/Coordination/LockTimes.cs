namespace Payments.Shared.Coordination;

internal static class LockTimes
{
    private static readonly TimeSpan LeastLease = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostLease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(1);

    public static void Check(TimeSpan lease, TimeSpan patience)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lease, LeastLease);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lease, MostLease);
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(patience, MostPatience);
    }
}
