using Microsoft.Extensions.Hosting;
using Payments.Storage;

namespace Payments.Core.Startup;

/// <summary>
/// Refuses to start on wrong settings, naming every one of them, and migrates the store; all before any other service starts or a port is opened.
/// </summary>
internal sealed class StartupService(IEnumerable<IConfigurationCheck> checks, IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var problems = checks.SelectMany(check => check.Check()).ToList();
        if (problems.Count > 0)
        {
            throw new PaymentConfigurationException(problems);
        }

        var store = (IPaymentStore?)services.GetService(typeof(IPaymentStore));
        await store!.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
