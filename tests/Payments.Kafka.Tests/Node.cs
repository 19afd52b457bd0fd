using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Kafka.Tests;

/// <summary>A payment host whose events go to Kafka.</summary>
internal static class Node
{
    public static Task<OutboxHost> StartAsync(string file, Action<KafkaOptions> configure, Action<PaymentsBuilder>? more = null, Action<PaymentsOptions>? options = null, ILoggerProvider? log = null) => OutboxHost.StartAsync(
        file,
        payments =>
        {
            payments.AddKafka(kafka =>
            {
                kafka.DeliveryTimeout = TimeSpan.FromSeconds(3);
                configure(kafka);
            });
            more?.Invoke(payments);
        },
        options,
        log);
}
