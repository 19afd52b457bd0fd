using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Kafka;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Kafka.</summary>
public static class KafkaPaymentsBuilderExtensions
{
    private const string SectionName = "Kafka";
    private const string Subscriber = "payments.kafka";

    /// <summary>
    /// Carries events to Kafka. Settings come from <c>Payments:Kafka</c>; calling it again adds only the changes. Brokers that are down stop nothing:
    /// events wait for them in the store.
    /// </summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddKafka(this PaymentsBuilder payments, Action<KafkaOptions>? configure = null)
    {
        var services = payments.Services;
        var options = services.AddOptions<KafkaOptions>();
        if (services.All(service => service.ServiceType != typeof(KafkaPublisher)))
        {
            var settings = new KafkaSettings(payments.Configuration?.GetSection(SectionName));
            options.Configure(settings.Apply);
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<KafkaPublisher>();
            services.AddSingleton(new EventSubscription(
                Subscriber,
                static _ => true,
                static (provider, paymentEvent, cancellationToken) => provider.GetRequiredService<KafkaPublisher>().PublishAsync(paymentEvent, cancellationToken)));
            payments.AddDependencyProbe(static provider => new KafkaProbe(provider.GetRequiredService<KafkaPublisher>()));
            payments.AddConfigurationCheck(provider => new KafkaConfigurationCheck(provider.GetRequiredService<IOptions<KafkaOptions>>().Value, settings));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return payments;
    }
}
