using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Webhooks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds merchant webhooks.</summary>
public static class WebhookPaymentsBuilderExtensions
{
    private const string SectionName = "Webhooks";
    private const string DefaultPath = "Payments:Webhooks";
    private const string Subscriber = "payments.webhooks";

    /// <summary>Carries events to merchants' endpoints. Settings come from <c>Payments:Webhooks</c>; calling it again adds only the changes.</summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddWebhooks(this PaymentsBuilder payments, Action<WebhookOptions>? configure = null)
    {
        var services = payments.Services;
        var options = services.AddOptions<WebhookOptions>();
        if (services.All(service => service.ServiceType != typeof(IWebhooks)))
        {
            var section = payments.Configuration?.GetSection(SectionName);
            if (section is not null)
            {
                options.Bind(section);
            }

            AddServices(services);
            payments.AddConfigurationCheck(provider => new WebhookOptionsCheck(
                provider.GetRequiredService<IOptions<WebhookOptions>>().Value,
                section?.Path ?? DefaultPath,
                provider.GetService<IServiceProviderIsService>()?.IsService(typeof(IWebhookStore)) ?? true));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return payments;
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostResolver, SystemResolver>();
        services.TryAddSingleton<IAddressDialer, TcpDialer>();
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookSignal>();
        services.AddSingleton<EndpointLanes>();
        services.AddSingleton<RetrySchedule>();
        services.AddSingleton<WebhookDeliverer>();
        services.AddSingleton<WebhookEnqueuer>();
        services.AddSingleton<EndpointChallenge>();
        services.AddSingleton<IWebhooks, WebhookDesk>();
        services.AddHostedService<WebhookDispatcher>();
        services.AddHostedService<WebhookPurge>();
        services.AddSingleton(new EventSubscription(
            Subscriber,
            static _ => true,
            static (provider, paymentEvent, cancellationToken) => provider.GetRequiredService<WebhookEnqueuer>().EnqueueAsync(paymentEvent, cancellationToken)));
    }
}
