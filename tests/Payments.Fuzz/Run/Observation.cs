using System.Diagnostics;
using Payments.Channels;

namespace Payments.Fuzz.Run;

/// <summary>What a channel made of one callback, and what it cost.</summary>
/// <param name="Reading">Its answer; <see langword="null"/> when it threw or did not end.</param>
/// <param name="Fault">What it threw instead.</param>
/// <param name="Allocated">Bytes it allocated.</param>
/// <param name="Elapsed">How long it took.</param>
internal readonly record struct Observation(NotificationReading? Reading, Exception? Fault, long Allocated, TimeSpan Elapsed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Observation Of(IPaymentChannel channel, NotificationRequest request)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        try
        {
            var reading = channel.ReadNotificationAsync(request, CancellationToken.None);
            var result = reading.IsCompleted ? reading.GetAwaiter().GetResult() : reading.AsTask().WaitAsync(Patience).GetAwaiter().GetResult();
            var elapsed = Stopwatch.GetElapsedTime(began);
            return new Observation(result, Fault: null, GC.GetAllocatedBytesForCurrentThread() - before, elapsed);
        }
        catch (Exception fault)
        {
            return new Observation(Reading: null, fault, Allocated: 0, Stopwatch.GetElapsedTime(began));
        }
    }
}
