using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Channels;
using Payments.Recon;
using Payments.Recon.Breaks;
using Payments.Recon.Hosting;
using Payments.Recon.Obtaining;
using Payments.Recon.Options;
using Payments.Recon.Runs;
using Payments.Reconciliation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds reconciliation.</summary>
public static class ReconciliationPaymentsBuilderExtensions
{
    private const string SectionName = "Reconciliation";
    private const string DefaultPath = "Payments:Reconciliation";

    /// <summary>
    /// Compares every day's bills with our records, keeps what differs, and archives everything. Settings come from <c>Payments:Reconciliation</c>;
    /// calling it again adds only the changes.
    /// </summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddReconciliation(this PaymentsBuilder payments, Action<ReconciliationOptions>? configure = null)
    {
        var services = payments.Services;
        var options = services.AddOptions<ReconciliationOptions>();
        if (services.All(service => service.ServiceType != typeof(IReconciliation)))
        {
            var section = payments.Configuration?.GetSection(SectionName);
            if (section is not null)
            {
                options.Bind(section);
            }

            AddServices(services);
            payments.AddConfigurationCheck(provider => new ReconciliationOptionsCheck(
                provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value,
                section?.Path ?? DefaultPath,
                provider.GetService<IServiceProviderIsService>()?.IsService(typeof(IReconciliationStore)) ?? true,
                [.. provider.GetServices<ChannelRegistration>().Select(static registration => registration.Account)]));
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
        services.TryAddSingleton<IArchiveStore>(static provider => MakeStore(provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value.Archive, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new ReconciliationArchive(
            provider.GetRequiredService<IArchiveStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value.Archive.Retention));
        services.TryAddSingleton<IReconciliationEngine, LocalReconciliationEngine>();
        services.AddSingleton<RunSignal>();
        services.AddSingleton<BreakBook>();
        services.AddSingleton<Investigator>();
        services.AddSingleton<Comparison>();
        services.AddSingleton<Obtainer>();
        services.AddSingleton<ReportDelivery>();
        services.AddSingleton<RunSchedule>();
        services.AddSingleton<RunWorker>();
        services.AddSingleton<IReconciliation, ReconciliationDesk>();
        services.AddHostedService<ReconciliationService>();
    }

    private static IArchiveStore MakeStore(ReconciliationArchiveOptions options, TimeProvider time) => options.Kind switch
    {
        ReconciliationArchiveKind.S3 => new S3ArchiveStore(options.S3, time),
        ReconciliationArchiveKind.WebHdfs => new WebHdfsArchiveStore(options.WebHdfs, time),
        _ => new FolderArchiveStore(options.Folder),
    };
}
