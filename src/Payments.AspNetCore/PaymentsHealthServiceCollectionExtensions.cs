using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Payments.AspNetCore.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of what payments depend on.</summary>
public static class PaymentsHealthServiceCollectionExtensions
{
    /// <summary>
    /// Adds one health check, tagged <c>payments</c>, for each thing the host's packages depend on: <c>payments.store</c>, <c>payments.channels</c>, and
    /// those of Redis and brokers where they are used. Without its store the host is unhealthy; without anything else it is degraded. Calling it again changes nothing.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The health checks, for those of the host's own.</returns>
    public static IHealthChecksBuilder AddPaymentsHealthChecks(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, ProbeRegistrations>());
        return services.AddHealthChecks();
    }
}
