using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Diagnostics;

namespace Payments.AspNetCore.Health;

/// <summary>Makes a health check of every probe that the packages of this host brought.</summary>
internal sealed class ProbeRegistrations(IEnumerable<IDependencyProbe> probes, ILoggerFactory loggers, IServiceProvider services) : IConfigureOptions<HealthCheckServiceOptions>, IDisposable
{
    public const string Tag = "payments";
    public const string Prefix = "payments.";

    private readonly List<ProbeAsker> _askers = [];

    public void Configure(HealthCheckServiceOptions options)
    {
        var time = Hosting.EndpointServices.Clock(services);
        var logger = loggers.CreateLogger("Payments.AspNetCore");
        foreach (var probe in probes)
        {
            var asker = new ProbeAsker(probe, time, logger);
            _askers.Add(asker);
            options.Registrations.Add(new HealthCheckRegistration(Prefix + probe.Name, _ => new ProbeHealthCheck(asker), failureStatus: null, [Tag]));
        }
    }

    public void Dispose() => _askers.ForEach(asker => asker.Dispose());
}
