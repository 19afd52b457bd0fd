namespace Payments.EndToEnd.Tests.Support;

/// <summary>The system's clock, moved: all hosts of one test share it, and a night passes when the test says so.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    /// <summary>Lets it be this moment now.</summary>
    public void MoveTo(DateTimeOffset now) => Interlocked.Exchange(ref _shift, (now - System.GetUtcNow()).Ticks);
}
