using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Payments.Fleet.Nodes;

/// <summary>The packages of a node.</summary>
internal static class NodeParts
{
    public static void Add(WebApplicationBuilder builder)
    {
        var payments = builder.AddPayments()
            .AddWeChat()
            .AddAlipay()
            .UsePostgreSql()
            .UseRedis()
            .AddWebhooks()
            .AddRabbitMq();
        payments.AddEventHandler<PaymentEvent, JournalHandler>(CrashingSubscriptions.Handler);
    }
}
