using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Payments.Diagnostics;

/// <summary>One operation under way, or nothing while nobody listens.</summary>
[StructLayout(LayoutKind.Auto)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Watches are not compared.")]
public readonly struct OperationWatch
{
    private readonly Activity? _activity;
    private readonly DurationHistogram? _durations;
    private readonly long _began;

    internal OperationWatch(Activity? activity, DurationHistogram durations, long began)
    {
        _activity = activity;
        _durations = durations;
        _began = began;
    }

    /// <summary>Whether anybody listens: spares the making of tags.</summary>
    public bool IsOn => _durations is not null;

    /// <summary>Writes something onto the activity alone, such as an order number: what must not become a metric's tag.</summary>
    public void Tell(string tag, string? value)
    {
        if (_activity is { IsAllDataRequested: true } && value is not null)
        {
            _activity.SetTag(tag, value);
        }
    }

    /// <summary>Ends it.</summary>
    /// <param name="tags">The metric's tags, written onto the activity too: texts from closed sets or from configuration.</param>
    /// <param name="isFault">Whether it went wrong for a reason that is an operator's business.</param>
    public void End(in TagList tags, bool isFault = false)
    {
        if (_durations is null)
        {
            return;
        }

        _durations.Record(TimeProvider.System.GetElapsedTime(_began), tags);
        if (_activity is null)
        {
            return;
        }

        for (var index = 0; index < tags.Count; index++)
        {
            _activity.SetTag(tags[index].Key, tags[index].Value);
        }

        if (isFault)
        {
            _activity.SetStatus(ActivityStatusCode.Error);
        }

        _activity.Dispose();
    }
}
