using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Payments;
using Payments.RabbitMq;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds RabbitMQ.</summary>
public static class RabbitMqPaymentsBuilderExtensions
{
    private const string SectionName = "RabbitMq";
    private const string Subscriber = "payments.rabbitmq";

    /// <summary>
    /// Carries events to RabbitMQ. Settings come from <c>Payments:RabbitMq</c>; calling it again adds only the changes. A broker that is down stops
    /// nothing: events wait for it in the store.
    /// </summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddRabbitMq(this PaymentsBuilder payments, Action<RabbitMqOptions>? configure = null)
    {
        var services = payments.Services;
        var options = services.AddOptions<RabbitMqOptions>();
        if (services.All(service => service.ServiceType != typeof(RabbitPublisher)))
        {
            var settings = new RabbitMqSettings(payments.Configuration?.GetSection(SectionName));
            options.Configure(settings.Apply);
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<RabbitConnector>();
            services.AddSingleton<RabbitPublisher>();
            services.AddHostedService<RabbitStart>();
            services.AddSingleton(new EventSubscription(
                Subscriber,
                static _ => true,
                static (provider, paymentEvent, cancellationToken) => provider.GetRequiredService<RabbitPublisher>().PublishAsync(paymentEvent, cancellationToken)));
            payments.AddDependencyProbe(static provider => new RabbitProbe(provider.GetRequiredService<RabbitPublisher>()));
            payments.AddConfigurationCheck(provider => new RabbitMqConfigurationCheck(provider.GetRequiredService<IOptions<RabbitMqOptions>>().Value, settings));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return payments;
    }
}
