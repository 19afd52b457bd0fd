using System.Diagnostics;
using System.Diagnostics.Metrics;
using Payments.Diagnostics;

namespace Payments.Shared;

/// <summary>What a store measures: how many calls share a commit, and how long it takes.</summary>
internal sealed class StoreTelemetry(PaymentsTelemetry telemetry, string store)
{
    private readonly DurationHistogram _writes = telemetry.CreateDuration(PaymentsInstruments.StoreWrite, "Committing one batch of calls to the store.");
    private readonly Histogram<int> _batches = telemetry.Meter.CreateHistogram(
        PaymentsInstruments.StoreBatch,
        "{call}",
        "Calls that shared one commit.",
        tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });

    /// <summary>A moment to measure from.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public void Wrote(string work, int calls, long began)
    {
        if (_writes.IsEnabled || _batches.Enabled)
        {
            var tags = new TagList { { PaymentsTags.Store, store }, { PaymentsTags.Work, work } };
            _writes.Record(TimeProvider.System.GetElapsedTime(began), tags);
            _batches.Record(calls, tags);
        }
    }
}
