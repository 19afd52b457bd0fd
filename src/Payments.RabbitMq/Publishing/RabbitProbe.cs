using Payments.Diagnostics;

namespace Payments.RabbitMq;

/// <summary>Whether the broker is connected; connects where it is not.</summary>
internal sealed class RabbitProbe(RabbitPublisher publisher) : IDependencyProbe
{
    public string Name => "rabbitmq";

    public bool IsEssential => false;

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return ProbeResult.Up;
        }
        catch (SubscriberUnavailableException)
        {
            return ProbeResult.Down("The broker is not connected. Events wait in the store.");
        }
    }
}
