namespace Payments.Diagnostics;

/// <summary>
/// Answers whether one thing the host depends on (a store, Redis, a broker, the channels) does its work. A package adds one with
/// <see cref="PaymentsBuilder.AddDependencyProbe"/>; the host's health checks ask it. Thread-safe; a singleton.
/// </summary>
public interface IDependencyProbe
{
    /// <summary>Names it in health answers and metrics: 1 to 32 lower-case letters, digits and dots, as <c>store</c> or <c>redis</c>. Two probes never share a name.</summary>
    string Name { get; }

    /// <summary>
    /// Whether a host without it must take no requests. Only what holds the truth is essential, which is the store; without anything else
    /// the host is slower, not wrong.
    /// </summary>
    bool IsEssential { get; }

    /// <summary>
    /// Asks. It is asked at most once per second and host, and cancelled after two seconds. What it throws counts as <see cref="ProbeStatus.Down"/>
    /// and is neither shown nor logged with its text.
    /// </summary>
    Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken);
}
