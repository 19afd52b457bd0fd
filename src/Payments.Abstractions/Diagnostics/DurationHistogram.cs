using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Payments.Diagnostics;

/// <summary>How long something takes, in seconds. Recording while nobody listens does nothing. Thread-safe.</summary>
public sealed class DurationHistogram
{
    private const string Seconds = "s";

    private readonly Histogram<double> _histogram;

    internal DurationHistogram(Meter meter, string name, string description) => _histogram = meter.CreateHistogram(
        name,
        Seconds,
        description,
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });

    /// <summary>Whether anybody listens.</summary>
    public bool IsEnabled => _histogram.Enabled;

    /// <summary>Records a duration.</summary>
    /// <param name="duration">How long it took; a negative one counts as none.</param>
    /// <param name="tags">Texts from closed sets or from configuration: never an order, a payer, a merchant, an address.</param>
    public void Record(TimeSpan duration, in TagList tags)
    {
        if (_histogram.Enabled)
        {
            _histogram.Record(Math.Max(0, duration.TotalSeconds), tags);
        }
    }
}
