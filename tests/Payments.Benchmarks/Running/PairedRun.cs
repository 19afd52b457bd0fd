using System.Diagnostics;

namespace Payments.Benchmarks.Running;

/// <summary>
/// Measures a figure on a noisy machine: both sides in turn, round after round, in one process. What slows the machine down slows both; the ratio
/// of a round stays, and the median over the rounds forgets the few that were hit on one side only.
/// </summary>
internal sealed class PairedRun(int rounds)
{
    private const int FirstOperations = 32;
    private const int WarmUps = 4;

    /// <summary>How long one side of a round takes at least.</summary>
    private static readonly TimeSpan SideTime = TimeSpan.FromMilliseconds(150);

    /// <summary>The JIT promotes hot code in the background, 100 ms after the last new method; several passes let it finish.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    public async Task<Outcome> MeasureAsync(Figure figure)
    {
        var operations = await WarmUpAsync(figure);
        var ours = new List<Sample>(rounds);
        var yardstick = new List<Sample>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            var (our, their) = await RoundAsync(figure, operations);
            ours.Add(figure.Measured is { } measured ? new Sample(measured, measured, measured) : our);
            yardstick.Add(their);
        }

        figure.Check();
        return Sum(figure, operations, ours, yardstick);
    }

    private static async Task<(Sample Ours, Sample Yardstick)> RoundAsync(Figure figure, int operations)
    {
        await figure.BeforeOursAsync(operations);
        var ours = await Sample.MeasureAsync(figure.RunOursAsync, operations);
        if (figure.FixedYardstick is { } number)
        {
            return (ours, new Sample(number, number, number));
        }

        await figure.BeforeYardstickAsync(operations);
        return (ours, await Sample.MeasureAsync(figure.RunYardstickAsync, operations));
    }

    /// <returns>How many operations fill a side.</returns>
    private static async Task<int> WarmUpAsync(Figure figure)
    {
        var operations = Math.Min(Math.Max(FirstOperations, figure.FewestOperations), figure.MostOperations);
        for (var pass = 0; pass < WarmUps;)
        {
            var began = Stopwatch.GetTimestamp();
            var (ours, yardstick) = await RoundAsync(figure, operations);
            var shorter = figure.FixedYardstick is null ? Math.Min(ours.WallMicroseconds, yardstick.WallMicroseconds) : ours.WallMicroseconds;
            if (shorter * operations < SideTime.TotalMicroseconds && operations < figure.MostOperations)
            {
                operations = (int)Math.Min(operations * 2L, figure.MostOperations);
                continue;
            }

            pass++;
            await Task.Delay(Settling);
        }

        return operations;
    }

    private static Outcome Sum(Figure figure, int operations, List<Sample> ours, List<Sample> yardstick)
    {
        var ratios = ours.Zip(yardstick, (our, their) => our.Of(figure.Cost) / their.Of(figure.Cost)).Order().ToList();
        var ratio = Median(ratios);
        return new Outcome
        {
            Name = figure.Name,
            Ours = Median(ours.Select(sample => sample.Of(figure.Cost))),
            Yardstick = Median(yardstick.Select(sample => sample.Of(figure.Cost))),
            Ratio = ratio,
            Bar = figure.Bar,
            Holds = figure.Bar is not { } bar || ratio <= bar,
            Unit = figure.Cost switch { Cost.Cpu => "µs CPU", Cost.Wall => "µs", _ => "bytes" },
            Min = ratios[0],
            Max = ratios[^1],
            Rounds = ours.Count,
            Operations = operations,
            OursWallMicroseconds = Median(ours.Select(sample => sample.WallMicroseconds)),
            YardstickWallMicroseconds = figure.FixedYardstick is null ? Median(yardstick.Select(sample => sample.WallMicroseconds)) : 0,
            Against = figure.Yardstick,
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
