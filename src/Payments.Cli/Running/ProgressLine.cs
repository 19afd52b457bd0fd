using System.Globalization;
using Payments.Recon;

namespace Payments.Cli.Running;

/// <summary>Tells how far long work is and how fast it goes, at most a few times a second. Short work stays silent.</summary>
internal sealed class ProgressLine(TimeProvider time) : IProgress<ReconciliationProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private long _phaseStart = time.GetTimestamp();
    private string _phase = "";

    public void Report(ReconciliationProgress value)
    {
        lock (_gate)
        {
            if (_phase != value.Phase)
            {
                (_phase, _phaseStart) = (value.Phase, time.GetTimestamp());
            }

            if (time.GetElapsedTime(_last) < Interval || time.GetElapsedTime(_start) < Silence || value.Total == 0)
            {
                return;
            }

            _last = time.GetTimestamp();
            var milliseconds = Math.Max(1, time.GetElapsedTime(_phaseStart).Ticks / TimeSpan.TicksPerMillisecond);
            var rate = value.Phase == "scan"
                ? string.Create(CultureInfo.InvariantCulture, $"{value.Done / milliseconds / 1000} MB/s")
                : string.Create(CultureInfo.InvariantCulture, $"{value.Done * 1000 / milliseconds}/s");
            Terminal.Progress(string.Create(CultureInfo.InvariantCulture, $"{value.Phase} {value.Done * 100 / value.Total}% ({rate})"), isLast: value.Done == value.Total);
        }
    }

    public TimeSpan Elapsed => time.GetElapsedTime(_start);
}
