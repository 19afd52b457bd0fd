using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Payments.Benchmarks.Running;

/// <summary>The cost of one operation on one side in one round.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Sample(double CpuMicroseconds, double WallMicroseconds, double Bytes)
{
    public double Of(Cost cost) => cost switch
    {
        Cost.Cpu => CpuMicroseconds,
        Cost.Wall => WallMicroseconds,
        _ => Bytes,
    };

    /// <summary>Measures so many operations; each side pays for the garbage of its own.</summary>
    public static async Task<Sample> MeasureAsync(Func<int, Task> run, int operations)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        await run(operations);
        var wall = Stopwatch.GetElapsedTime(began);
        var spent = Environment.CpuUsage.TotalTime - cpu;
        return new Sample(spent.TotalMicroseconds / operations, wall.TotalMicroseconds / operations, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / operations);
    }
}
