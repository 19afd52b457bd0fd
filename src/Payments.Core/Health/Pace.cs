namespace Payments.Core.Health;

/// <summary>
/// How long an account usually takes to answer a create: the smoothed time and four times its deviation, as RFC 6298 times the retransmissions of TCP.
/// In whole microseconds. Not thread-safe; the book holds a lock for each.
/// </summary>
internal sealed class Pace
{
    private const int TimeShift = 3;
    private const int DeviationShift = 2;
    private const int MostDoublings = 20;
    private const long FirstMicroseconds = 3_000_000;
    private const long LongestMicroseconds = 3_600_000_000;

    // Scaled by 8 and by 4, so that no fraction is lost.
    private long _time8 = -1;
    private long _deviation4;
    private int _doublings;

    public void Answered(TimeSpan took)
    {
        var sample = Math.Clamp(took.Ticks / TimeSpan.TicksPerMicrosecond, 0, LongestMicroseconds);
        _doublings = 0;
        if (_time8 < 0)
        {
            _time8 = sample << TimeShift;
            _deviation4 = sample << (DeviationShift - 1);
            return;
        }

        var error = sample - (_time8 >> TimeShift);
        _time8 += error;
        _deviation4 += Math.Abs(error) - (_deviation4 >> DeviationShift);
    }

    /// <summary>
    /// A create was given <paramref name="limit"/> and not answered: it says only that the time was too short. Those that were under way together
    /// double it once.
    /// </summary>
    public void RanOut(TimeSpan limit, TimeSpan floor, TimeSpan ceiling)
    {
        if (limit >= Patience(floor, ceiling) && _doublings < MostDoublings)
        {
            _doublings++;
        }
    }

    public TimeSpan Patience(TimeSpan floor, TimeSpan ceiling)
    {
        var usual = _time8 < 0 ? FirstMicroseconds : (_time8 >> TimeShift) + _deviation4;
        var least = floor < ceiling ? floor : ceiling;
        var patience = Math.Clamp(usual * TimeSpan.TicksPerMicrosecond, least.Ticks, ceiling.Ticks) << _doublings;
        return TimeSpan.FromTicks(Math.Min(patience, ceiling.Ticks));
    }
}
