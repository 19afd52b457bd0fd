using System.Diagnostics;

namespace Payments.Diagnostics;

/// <summary>
/// Something that takes time: a histogram of seconds and an activity, both of one name. Beginning it while nobody listens gives a watch that does
/// nothing, and allocates nothing. Thread-safe.
/// </summary>
public sealed class OperationInstrument
{
    private readonly ActivitySource _activities;
    private readonly DurationHistogram _durations;
    private readonly string _name;
    private readonly ActivityKind _kind;

    internal OperationInstrument(ActivitySource activities, DurationHistogram durations, string name, ActivityKind kind)
    {
        _activities = activities;
        _durations = durations;
        _name = name;
        _kind = kind;
    }

    /// <summary>Begins one. Call <see cref="OperationWatch.End"/> when it is over, once, in the same method.</summary>
    /// <param name="cause">What it follows from without being a part of it; the activity links to it.</param>
    public OperationWatch Begin(ActivityContext cause = default)
    {
        var activity = !_activities.HasListeners() ? null
            : cause == default ? _activities.StartActivity(_name, _kind)
            : _activities.StartActivity(_kind, name: _name, links: [new ActivityLink(cause)]);
        return activity is null && !_durations.IsEnabled ? default : new OperationWatch(activity, _durations, TimeProvider.System.GetTimestamp());
    }
}
