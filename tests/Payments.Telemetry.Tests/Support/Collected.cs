using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Payments.Diagnostics;

namespace Payments.Telemetry.Tests.Support;

/// <summary>Listens as an exporter would.</summary>
internal sealed class Collected : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly ConcurrentDictionary<Instrument, bool> _instruments = new();

    public Collected(Func<string, bool>? wants = null)
    {
        wants ??= name => name == PaymentsTelemetry.SourceName;
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (wants(instrument.Meter.Name))
            {
                _instruments[instrument] = true;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, (decimal)value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => wants(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public ConcurrentQueue<Measured> Measurements { get; } = new();

    public ConcurrentQueue<Activity> Activities { get; } = new();

    public IEnumerable<Instrument> Instruments => _instruments.Keys;

    public void Observe() => _meters.RecordObservableInstruments();

    public IEnumerable<Measured> Of(string name) => Measurements.Where(each => each.Instrument.Name == name);

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Take(Instrument instrument, decimal value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measurements.Enqueue(new Measured(instrument, value, tags.ToArray()));
}

internal sealed record Measured(Instrument Instrument, decimal Value, KeyValuePair<string, object?>[] Tags)
{
    public string? this[string tag] => (string?)Tags.FirstOrDefault(each => each.Key == tag).Value;
}
