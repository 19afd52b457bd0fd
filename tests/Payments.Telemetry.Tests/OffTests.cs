using System.Diagnostics;
using Payments.Diagnostics;

namespace Payments.Telemetry.Tests;

/// <summary>What nobody listens to costs nothing.</summary>
public sealed class OffTests
{
    private const int Rounds = 200_000;

    [Fact]
    public void Measuring_while_nobody_listens_allocates_nothing_and_takes_less_than_100_ns()
    {
        using var telemetry = new PaymentsTelemetry();
        var operation = telemetry.CreateOperation("payments.test", "A test.");
        var counter = telemetry.Meter.CreateCounter<long>("payments.test.count", "{test}", "A test.");
        Measure(operation, counter);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var best = Enumerable.Range(0, 10).Select(_ => Measure(operation, counter)).Min();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(best < 100, $"It took {best} ns.");
        Assert.True(allocated < 4_096, $"It allocated {allocated} bytes in ten times {Rounds} rounds.");
        TestContext.Current.SendDiagnosticMessage($"{best} ns, {allocated} bytes");
    }

    private static long Measure(OperationInstrument operation, System.Diagnostics.Metrics.Counter<long> counter)
    {
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = operation.Begin();
            watch.Tell(PaymentsTags.OrderNo, "x");
            if (counter.Enabled)
            {
                counter.Add(1, new TagList { { PaymentsTags.Outcome, "accepted" } });
            }

            watch.End(new TagList { { PaymentsTags.Account, "wechat-main" }, { PaymentsTags.Operation, "create" }, { PaymentsTags.Outcome, "accepted" } });
        }

        return (long)Stopwatch.GetElapsedTime(began).TotalNanoseconds / Rounds;
    }
}
