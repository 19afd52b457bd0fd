using Microsoft.Extensions.Diagnostics.HealthChecks;
using Payments.Diagnostics;

namespace Payments.AspNetCore.Health;

/// <summary>A probe as a health check: only an essential dependency that is down makes the host unhealthy.</summary>
internal sealed class ProbeHealthCheck(ProbeAsker asker) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var found = await asker.AskAsync(cancellationToken);
        return found.Status switch
        {
            ProbeStatus.Up => HealthCheckResult.Healthy(),
            ProbeStatus.Down when asker.Probe.IsEssential => HealthCheckResult.Unhealthy(found.Finding),
            _ => HealthCheckResult.Degraded(found.Finding),
        };
    }
}
