using System.Diagnostics;
using System.Globalization;
using Payments.Fleet.Stage;

namespace Payments.Fleet.Reckoning;

/// <summary>The memory of a node that lives through the whole run, read at rest after each round, what is garbage collected before.</summary>
internal sealed class MemoryWatch(NodeSlot slot)
{
    private const double MiB = 1024 * 1024;
    private const int LeastReadings = 4;

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<(TimeSpan At, long Managed, long Resident)> _readings = [];

    public IEnumerable<string> Lines
    {
        get
        {
            if (_readings.Count == 0)
            {
                yield break;
            }

            var last = _readings[^1];
            yield return string.Create(CultureInfo.InvariantCulture, $"memory of {slot.Name} at rest, {slot.Incarnation} process(es): managed {_readings[0].Managed / MiB:0.0} MiB after the first round, {last.Managed / MiB:0.0} MiB after the last; resident {_readings[0].Resident / MiB:0} and {last.Resident / MiB:0} MiB");
            if (_readings.Count >= LeastReadings)
            {
                // The first half warms up: code is compiled, pools fill.
                var settled = _readings.Skip(_readings.Count / 2).ToList();
                yield return string.Create(CultureInfo.InvariantCulture, $"slope over the second half: managed {Slope(settled, reading => reading.Managed):0.00} MiB a minute, resident {Slope(settled, reading => reading.Resident):0.00} MiB a minute");
            }
        }
    }

    public async Task ReadAsync()
    {
        if (await slot.MemoryAsync(collect: true) is { } memory)
        {
            _readings.Add((Stopwatch.GetElapsedTime(_began), memory.Managed, memory.Resident));
        }
    }

    /// <summary>Least squares.</summary>
    private static double Slope(List<(TimeSpan At, long Managed, long Resident)> readings, Func<(TimeSpan At, long Managed, long Resident), long> value)
    {
        var (x, y) = (readings.Average(reading => reading.At.TotalMinutes), readings.Average(reading => value(reading) / MiB));
        var spread = readings.Sum(reading => Math.Pow(reading.At.TotalMinutes - x, 2));
        return spread == 0 ? 0 : readings.Sum(reading => (reading.At.TotalMinutes - x) * ((value(reading) / MiB) - y)) / spread;
    }
}
