using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Recon;
using Payments.Recon.Delivery;
using Payments.Recon.Reporting;
using Payments.Reconciliation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds reports of reconciliation and those who get them.</summary>
public static class ReconciliationReportBuilderExtensions
{
    private const string SectionName = "Reconciliation:Reports";
    private const string DefaultPath = "Payments:Reconciliation:Reports";

    /// <summary>
    /// Makes a report of every completed run (a page, CSV, JSON) and hands it to mail, a chat and a webhook where they are set. Settings come from
    /// <c>Payments:Reconciliation:Reports</c>; calling it again adds only the changes.
    /// </summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddReconciliationReports(this PaymentsBuilder payments, Action<ReconciliationReportOptions>? configure = null)
    {
        var services = payments.Services;
        var options = services.AddOptions<ReconciliationReportOptions>();
        if (services.All(service => service.ImplementationType != typeof(StoreReporter)))
        {
            var section = payments.Configuration?.GetSection(SectionName);
            if (section is not null)
            {
                options.Bind(section);
            }

            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<ReportHttp>();
            services.AddSingleton<IReconciliationReporter, StoreReporter>();
            services.AddSingleton<IReconciliationReportHandler, MailReportHandler>();
            services.AddSingleton<IReconciliationReportHandler, ChatReportHandler>();
            services.AddSingleton<IReconciliationReportHandler, WebhookReportHandler>();
            payments.AddConfigurationCheck(provider => new ReconciliationReportOptionsCheck(
                provider.GetRequiredService<IOptions<ReconciliationReportOptions>>().Value, section?.Path ?? DefaultPath));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return payments;
    }
}
