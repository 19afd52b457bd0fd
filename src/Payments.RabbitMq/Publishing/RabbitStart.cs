using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Payments.RabbitMq;

/// <summary>Connects when the host has started, so that what is wrong with the broker is logged before the first event. Stops nothing.</summary>
internal sealed class RabbitStart(IServiceProvider services) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the settings were checked: the host must fail with its list of problems, not here.
        await Task.Yield();
        try
        {
            await services.GetRequiredService<RabbitPublisher>().ConnectAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SubscriberUnavailableException || stoppingToken.IsCancellationRequested)
        {
            // It is logged, and the next event tries again.
        }
    }
}
