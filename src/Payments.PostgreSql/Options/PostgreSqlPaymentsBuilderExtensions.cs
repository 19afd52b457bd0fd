using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Diagnostics;
using Payments.Shared;
using Payments.PostgreSql;
using Payments.Reconciliation;
using Payments.Storage;
using Payments.Webhooks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the PostgreSQL store.</summary>
public static class PostgreSqlPaymentsBuilderExtensions
{
    private const string SectionName = "PostgreSql";

    /// <summary>Keeps payments in PostgreSQL. Settings come from <c>Payments:PostgreSql</c>; what is given here wins over them.</summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="connectionString">Default: <c>Payments:PostgreSql:ConnectionString</c>.</param>
    public static PaymentsBuilder UsePostgreSql(this PaymentsBuilder payments, string? connectionString = null) =>
        payments.UsePostgreSql(options => options.ConnectionString = connectionString ?? options.ConnectionString);

    /// <summary>Keeps payments in PostgreSQL. Settings come from <c>Payments:PostgreSql</c>; <paramref name="configure"/> changes them.</summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder UsePostgreSql(this PaymentsBuilder payments, Action<PostgreSqlStoreOptions> configure)
    {
        var services = payments.Services;
        var options = services.AddOptions<PostgreSqlStoreOptions>();
        if (services.All(service => service.ServiceType != typeof(PostgreSqlPaymentStore)))
        {
            var settings = new PostgreSqlSettings(payments.Configuration?.GetSection(SectionName));
            options.Configure(settings.Apply);
            services.AddSingleton(provider => new PostgreSqlPaymentStore(
                provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value,
                provider.GetService<ILogger<PostgreSqlPaymentStore>>() ?? NullLogger<PostgreSqlPaymentStore>.Instance,
                settings,
                provider.GetService<PaymentsTelemetry>() is { } telemetry ? new StoreTelemetry(telemetry, "postgresql") : null));
            services.AddSingleton<IPaymentStore>(provider => provider.GetRequiredService<PostgreSqlPaymentStore>());
            services.AddSingleton<IReconciliationStore>(provider => provider.GetRequiredService<PostgreSqlPaymentStore>());
            services.AddSingleton<IWebhookStore>(provider => provider.GetRequiredService<PostgreSqlPaymentStore>());
            payments.AddConfigurationCheck(provider =>
                new PostgreSqlConfigurationCheck(provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value, settings));
        }

        options.Configure(configure);
        return payments;
    }
}
