namespace Payments.Core.Health;

/// <summary>When an account that is down is probed.</summary>
/// <param name="First">After it went down.</param>
/// <param name="Longest">After many probes that failed.</param>
internal sealed record ProbePauses(TimeSpan First, TimeSpan Longest)
{
    public static ProbePauses Usual { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
}
