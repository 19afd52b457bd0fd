using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Payments;
using Payments.Channels;
using Payments.Coordination;
using Payments.Core;
using Payments.Core.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Events;
using Payments.Core.Health;
using Payments.Core.Notifications;
using Payments.Core.Options;
using Payments.Core.Orders;
using Payments.Core.Refunds;
using Payments.Core.Routing;
using Payments.Core.Startup;
using Payments.Core.Submissions;
using Payments.Core.Sweeping;
using Payments.Core.Switching;
using Payments.Diagnostics;
using Payments.Reconciliation;
using Payments.Shared.Coordination;
using ConfigurationPath = Payments.Core.Options.ConfigurationPath;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the engine to a host.</summary>
public static class PaymentsServiceCollectionExtensions
{
    private const string SectionName = "Payments";

    /// <summary>Adds the engine, configured by the host's section <c>Payments</c>. Calling it again changes nothing and returns a builder for more.</summary>
    /// <param name="host">The host, as <c>WebApplication.CreateBuilder(args)</c> gives it.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddPayments(this IHostApplicationBuilder host, Action<PaymentsOptions>? configure = null) =>
        host.Services.AddPayments(host.Configuration.GetSection(SectionName), configure);

    /// <summary>Adds the engine. Calling it again changes nothing and returns a builder for more.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The section with the packages' settings; <see langword="null"/> when all are given in code.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder AddPayments(
        this IServiceCollection services,
        IConfigurationSection? configuration = null,
        Action<PaymentsOptions>? configure = null)
    {
        var options = services.AddOptions<PaymentsOptions>();
        if (!services.Any(service => typeof(ConfigurationPath).Equals(service.ServiceType)))
        {
            if (configuration is not null)
            {
                options.Bind(configuration);
            }

            AddEngine(services, configuration?.Path ?? SectionName);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return new PaymentsBuilder(services, configuration);
    }

    private static void AddEngine(IServiceCollection services, string path)
    {
        services.AddSingleton(new ConfigurationPath(path));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Entropy.System);
        services.TryAddSingleton(provider => new PaymentsTelemetry(provider.GetService<IMeterFactory>()));

        // First of the hosted services: nothing else may start on wrong settings or an unmigrated store.
        services.AddHostedService<StartupService>();
        services.AddSingleton<IConfigurationCheck, PaymentsOptionsCheck>();

        services.AddSingleton<IPaymentChannels, ChannelRegistry>();
        services.AddSingleton<CoreTelemetry>();
        services.AddSingleton<ChannelCaller>();
        services.AddSingleton<OrderNoGenerator>();
        services.AddSingleton<CheckSchedule>();
        services.AddSingleton<OrderWriter>();
        services.AddSingleton<Evidencing>();
        services.AddSingleton<AttemptFactory>();
        services.AddSingleton<Failover>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<OrderAdmission>();
        services.AddSingleton<CreateOrder>();
        services.AddSingleton<RefreshOrder>();
        services.AddSingleton<CloseOrder>();
        services.AddSingleton<ChangeMethod>();
        services.AddSingleton<RefundSender>();
        services.AddSingleton<RefundOrder>();
        services.AddSingleton<OrderTurns>();
        services.AddSingleton<IPaymentClient, PaymentClient>();
        services.AddSingleton<IAttemptInquiry, AttemptInquiry>();
        services.AddSingleton<INotificationReceiver, NotificationReceiver>();

        services.AddSingleton<OrderCheck>();
        services.AddSingleton<SweepRound>();
        services.AddHostedService<OrderSweeper>();

        services.AddSingleton<CommitSignal>();
        services.AddSingleton<IOrderUpdates, OrderUpdates>();
        services.AddSingleton<EventDelivery>();
        services.AddSingleton<OutboxRound>();
        services.AddHostedService<OutboxDispatcher>();
        services.AddHostedService<OutboxGauges>();
        services.AddHostedService<IdempotencyPurge>();
        AddCoordination(services);
        AddRouting(services);
        services.AddHostedService<SelfTestService>();
        services.AddHostedService<ChannelGauges>();
        services.AddSingleton<IDependencyProbe, StoreProbe>();
        services.AddSingleton<IDependencyProbe, ChannelsProbe>();
    }

    /// <summary>What nodes do together, for a node alone; a package that shares it takes these places.</summary>
    private static void AddCoordination(IServiceCollection services)
    {
        services.TryAddSingleton<IOrderLocks, LocalOrderLocks>();
        services.TryAddSingleton<ISubmissionMarks, LocalSubmissionMarks>();
        services.TryAddSingleton<IRateLimiter, LocalRateLimiter>();
        services.TryAddSingleton<IVelocityCounters, LocalVelocityCounters>();
        services.TryAddSingleton<ICommitBus, LocalCommitBus>();
        services.AddSingleton<ISubmissionTokens, SubmissionTokens>();
        services.AddSingleton<IConfigurationCheck, SubmissionTokensCheck>();
    }

    private static void AddRouting(IServiceCollection services)
    {
        services.AddSingleton<IConfigurationCheck, RoutingRulesCheck>();
        services.AddSingleton<RouteTables>();
        services.AddHostedService(provider => provider.GetRequiredService<RouteTables>());
        services.AddSingleton<IChannelRouter, ChannelRouter>();
        services.AddSingleton<IChannelAccounts, ChannelAccounts>();

        services.AddSingleton<SwitchBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<SwitchBoard>());
        services.AddSingleton<HealthBook>();
        services.AddSingleton<HealthProber>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthProber>());
        services.AddSingleton<HealthSharing>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthSharing>());
    }
}
