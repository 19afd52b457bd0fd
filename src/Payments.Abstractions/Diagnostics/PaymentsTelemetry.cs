using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Payments.Diagnostics;

/// <summary>
/// The host's one source of activities and one meter, both named <see cref="SourceName"/>, for authors of packages: each package makes its own
/// instruments on this meter. A singleton, added by <c>AddPayments()</c>; two hosts in one process have one each. Thread-safe.
/// </summary>
public sealed class PaymentsTelemetry : IDisposable
{
    /// <summary>What a listener listens to: <c>AddSource</c> and <c>AddMeter</c> of OpenTelemetry take it.</summary>
    public const string SourceName = "Payments";

    private readonly Meter? _own;

    /// <summary>Makes both.</summary>
    /// <param name="meters">The host's; it owns the meter it makes. <see langword="null"/>: the meter is this object's own.</param>
    public PaymentsTelemetry(IMeterFactory? meters = null)
    {
        _own = meters is null ? new Meter(SourceName) : null;
        Meter = _own ?? meters!.Create(SourceName);
    }

    /// <summary>Starts activities; gives <see langword="null"/> while nobody listens.</summary>
    public ActivitySource Activities { get; } = new(SourceName);

    /// <summary>Makes instruments.</summary>
    public Meter Meter { get; }

    /// <summary>Makes a histogram of seconds.</summary>
    /// <param name="name">Its name: lower case, dotted, beginning with <c>payments.</c>.</param>
    /// <param name="description">What it measures, in one sentence.</param>
    public DurationHistogram CreateDuration(string name, string description) => new(Meter, name, description);

    /// <summary>Makes a histogram of seconds with an activity of the same name.</summary>
    /// <param name="name">Their name: lower case, dotted, beginning with <c>payments.</c>.</param>
    /// <param name="description">What is measured, in one sentence.</param>
    /// <param name="kind">What kind of activity it is.</param>
    public OperationInstrument CreateOperation(string name, string description, ActivityKind kind = ActivityKind.Internal) =>
        new(Activities, CreateDuration(name, description), name, kind);

    /// <inheritdoc/>
    public void Dispose()
    {
        Activities.Dispose();
        _own?.Dispose();
    }
}
