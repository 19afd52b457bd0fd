#pragma warning disable // one offence of each kind, for the scanners to be seen catching it

namespace Payments.Architecture.Tests.Planted
{
    public class OpenClass;

    public abstract class OpenHierarchy;

    internal static class FloatingPoint
    {
        private static readonly double Field = 0;

        public static double Property => Field;

        public static long Parameter(float amount) => amount > 1 ? 1 : 0;

        public static long Local(long minorUnits)
        {
            var major = minorUnits / 100.0;
            return (long)(major * 3);
        }

        public static string Call(TimeSpan time) => time.TotalSeconds.ToString();

        public static Func<long, long> Closure() => minorUnits => (long)(minorUnits * 0.006);

        public static async Task<long> Async(long minorUnits)
        {
            await Task.Yield();
            var fee = minorUnits * 0.006;
            await Task.Yield();
            return (long)fee;
        }

        public static decimal Fine(decimal amount) => amount * 2;
    }

    internal static class StaticState
    {
        public static int Counter;

        private static readonly List<string> Seen = [];

        public static readonly string[] Shared = ["a"];

        private static readonly string[] Table = ["a"];

        private static readonly TimeSpan Constant = TimeSpan.Zero;

        public static string? Setting { get; set; }

        public static string Fixed { get; } = "";

        public static object Use() => (Seen, Table, Constant);
    }

    internal sealed class BannedCalls
    {
        public DateTime Now() => DateTime.Now;

        public async Task<DateTimeOffset> UtcNowAsync()
        {
            await Task.Yield();
            return DateTimeOffset.UtcNow;
        }

        public void Print() => Console.WriteLine();

        public void Sleep() => Thread.Sleep(1);

        public Task Delay() => Task.Delay(1);

        public Task DelayOfProvider(TimeProvider time) => Task.Delay(TimeSpan.Zero, time);

        public Guid Random() => Guid.NewGuid();

        public int Result(Task<int> task) => task.Result;

        public void Wait(Task task) => task.Wait();

        public int Blocked(Task<int> task) => task.GetAwaiter().GetResult();

        public async Task<int> AwaitedAsync(Task<int> task) => await task;

        public CancellationTokenSource Timeout() => new(TimeSpan.Zero);

        public CancellationTokenSource TimeoutOfProvider(TimeProvider time) => new(TimeSpan.Zero, time);

        public async void AsyncVoid() => await Task.Yield();
    }
}

namespace Elsewhere
{
    public static class Misplaced;
}
