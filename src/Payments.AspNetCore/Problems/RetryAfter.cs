namespace Payments.AspNetCore.Problems;

internal static class RetryAfter
{
    /// <summary>How long an unknown outcome usually takes to become known, in seconds.</summary>
    public const int UnknownOutcome = 2;

    private const int Day = 24 * 60 * 60;

    /// <summary>Whole seconds, rounded up: 1 to a day.</summary>
    public static int Seconds(TimeSpan? wanted, int fallback) =>
        wanted is { } time ? (int)Math.Clamp((time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond, 1, Day) : fallback;
}
