using System.Diagnostics;

namespace Payments.Benchmarks.Running;

/// <summary>
/// Load that comes when it comes: operations begin by the clock, whether those before have ended or not, and each is timed from the moment it was
/// to begin. A server that stalls is charged for all who wait.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>The time that 99 of 100 operations stay below, in microseconds.</summary>
    public static async Task<double> P99Async(int operations, double perSecond, Func<int, Task> act)
    {
        var times = new double[operations];
        var running = new Task[operations];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < operations;)
        {
            var due = Math.Min(operations, (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond));
            for (; i < due; i++)
            {
                var (n, planned) = (i, TimeSpan.FromSeconds(i / perSecond));
                running[n] = Task.Run(async () =>
                {
                    await act(n);
                    times[n] = (Stopwatch.GetElapsedTime(began) - planned).TotalMicroseconds;
                });
            }

            await Task.Delay(Tick);
        }

        await Task.WhenAll(running);
        Array.Sort(times);
        return times[(int)Math.Ceiling(operations * 0.99) - 1];
    }
}
