namespace Payments.Shared.Coordination;

/// <summary>A window that slides in steps.</summary>
internal static class Slices
{
    public const int Count = 60;

    private const long MostAmount = 1_000_000_000_000;

    private static readonly TimeSpan LeastWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostWindow = TimeSpan.FromDays(31);

    public static void Check(long amount, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, MostAmount);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, LeastWindow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, MostWindow);
    }

    /// <summary>The length of one step, in microseconds.</summary>
    public static long LengthOf(TimeSpan window) => window.Ticks / TimeSpan.TicksPerMicrosecond / Count;
}
