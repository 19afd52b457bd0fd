using Payments.Diagnostics;

namespace Payments.Kafka;

/// <summary>Whether Kafka took the last event it was given. Asks no broker: the client connects by itself.</summary>
internal sealed class KafkaProbe(KafkaPublisher publisher) : IDependencyProbe
{
    public string Name => "kafka";

    public bool IsEssential => false;

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(publisher.IsRefused ? ProbeResult.Down("The last event was not taken. Events wait in the store.") : ProbeResult.Up);
}
