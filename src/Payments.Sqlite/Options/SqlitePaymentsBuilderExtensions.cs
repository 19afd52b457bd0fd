using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Diagnostics;
using Payments.Reconciliation;
using Payments.Shared;
using Payments.Sqlite;
using Payments.Storage;
using Payments.Webhooks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the SQLite store.</summary>
public static class SqlitePaymentsBuilderExtensions
{
    private const string SectionName = "Sqlite";

    /// <summary>Keeps payments in a SQLite file. Settings come from <c>Payments:Sqlite</c>; what is given here wins over them.</summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="dataSource">The database file. Default: <c>Payments:Sqlite:DataSource</c>, or <c>payments.db</c> in the working directory.</param>
    public static PaymentsBuilder UseSqlite(this PaymentsBuilder payments, string? dataSource = null) =>
        payments.UseSqlite(options => options.DataSource = dataSource ?? options.DataSource);

    /// <summary>Keeps payments in a SQLite file. Settings come from <c>Payments:Sqlite</c>; <paramref name="configure"/> changes them.</summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder UseSqlite(this PaymentsBuilder payments, Action<SqliteStoreOptions> configure)
    {
        var services = payments.Services;
        var options = services.AddOptions<SqliteStoreOptions>();
        if (services.All(service => service.ServiceType != typeof(SqlitePaymentStore)))
        {
            var settings = new SqliteSettings(payments.Configuration?.GetSection(SectionName));
            options.Configure(settings.Apply);
            services.AddSingleton(provider => new SqlitePaymentStore(
                provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
                provider.GetService<ILogger<SqlitePaymentStore>>() ?? NullLogger<SqlitePaymentStore>.Instance,
                settings,
                provider.GetService<PaymentsTelemetry>() is { } telemetry ? new StoreTelemetry(telemetry, "sqlite") : null));
            services.AddSingleton<IPaymentStore>(provider => provider.GetRequiredService<SqlitePaymentStore>());
            services.AddSingleton<IWebhookStore>(provider => provider.GetRequiredService<SqlitePaymentStore>());
            services.AddSingleton<IReconciliationStore>(provider => provider.GetRequiredService<SqlitePaymentStore>());
            payments.AddConfigurationCheck(provider =>
                new SqliteConfigurationCheck(provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value, settings));
        }

        options.Configure(configure);
        return payments;
    }
}
