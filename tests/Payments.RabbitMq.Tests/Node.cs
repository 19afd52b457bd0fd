using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.RabbitMq.Tests;

/// <summary>A payment host whose events go to RabbitMQ.</summary>
internal static class Node
{
    public static Task<OutboxHost> StartAsync(string file, Action<RabbitMqOptions> configure, Action<PaymentsBuilder>? more = null, Action<PaymentsOptions>? options = null, ILoggerProvider? log = null) => OutboxHost.StartAsync(
        file,
        payments =>
        {
            payments.AddRabbitMq(rabbit =>
            {
                rabbit.ConnectTimeout = TimeSpan.FromSeconds(2);
                rabbit.ConfirmTimeout = TimeSpan.FromSeconds(5);
                rabbit.MaxReconnectDelay = TimeSpan.FromMilliseconds(500);
                configure(rabbit);
            });
            more?.Invoke(payments);
        },
        options,
        log);
}
