namespace Payments.Core.Events;

internal static class RetryDelay
{
    private const int MaxDoublings = 30;

    /// <summary>Doubles with every try up to the most, less up to a quarter at random, so that many failures do not come back together.</summary>
    public static TimeSpan After(Entropy entropy, int attempts, TimeSpan first, TimeSpan most)
    {
        var doublings = Math.Clamp(attempts - 1, 0, MaxDoublings);
        var ticks = first.Ticks > most.Ticks >> doublings ? most.Ticks : first.Ticks << doublings;
        return TimeSpan.FromTicks(ticks - entropy.Below((int)Math.Min((ticks / 4 / TimeSpan.TicksPerMillisecond) + 1, int.MaxValue)) * TimeSpan.TicksPerMillisecond);
    }
}
