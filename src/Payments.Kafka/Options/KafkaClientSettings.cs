using Confluent.Kafka;

namespace Payments.Kafka;

/// <summary>What librdkafka is told.</summary>
internal static class KafkaClientSettings
{
    private const string ClientId = "Payments.Kafka";
    private const string LingerMilliseconds = "5";

    /// <summary>Whether a setting is not the operator's to change.</summary>
    public static bool IsOurs(string name) => name is "bootstrap.servers" or "enable.idempotence" or "acks" or "request.required.acks" or "message.timeout.ms" or "delivery.timeout.ms"
        or "queue.buffering.max.messages" or "max.in.flight" or "max.in.flight.requests.per.connection" or "transactional.id";

    public static ProducerConfig Of(KafkaOptions options)
    {
        var config = new ProducerConfig(new Dictionary<string, string>(options.Client.Where(setting => !IsOurs(setting.Key)), StringComparer.Ordinal))
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = ClientId,
            EnableIdempotence = true,
            Acks = Acks.All,
            MessageTimeoutMs = (int)(options.DeliveryTimeout.Ticks / TimeSpan.TicksPerMillisecond),
            QueueBufferingMaxMessages = options.MaxOutstanding,
        };
        config.Set("linger.ms", LingerMilliseconds); // by name: the property is a binary fraction
        return config;
    }
}
