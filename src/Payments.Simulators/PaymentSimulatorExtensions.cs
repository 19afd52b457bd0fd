using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Payments.Simulators.Alipay;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Control;
using Payments.Simulators.Keys;
using Payments.Simulators.Notifications;
using Payments.Simulators.Payer;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat;

namespace Payments.Simulators;

/// <summary>Puts the simulators into any ASP.NET Core host.</summary>
public static class PaymentSimulatorExtensions
{
    /// <summary>Registers one simulated world. Mount it with <see cref="MapPaymentSimulators"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static IServiceCollection AddPaymentSimulators(this IServiceCollection services, Action<SimulatorOptions>? configure = null)
    {
        var options = new SimulatorOptions();
        configure?.Invoke(options);
        return services.AddPaymentSimulators(options);
    }

    /// <summary>Registers one simulated world. Mount it with <see cref="MapPaymentSimulators"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What the world is made of.</param>
    public static IServiceCollection AddPaymentSimulators(this IServiceCollection services, SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        services.AddSingleton(options);
        services.AddSingleton<IdentityFolder>();
        services.AddSingleton<ScenarioQueue>();
        services.AddSingleton(new Ring<SimulatorCall>(options.MaxCalls));
        services.AddSingleton(new Ring<SimulatorNotification>(options.MaxNotifications));
        services.AddSingleton<CallPipeline>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<NotificationScheduler>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<NotificationScheduler>());
        services.AddSingleton<ISimulatedChannel, WeChatSimulator>();
        services.AddSingleton<ISimulatedChannel, AlipaySimulator>();
        services.AddSingleton(static provider => new SimulatorWorld(
            provider.GetServices<ISimulatedChannel>(),
            provider.GetRequiredService<ScenarioQueue>(),
            provider.GetRequiredService<NotificationScheduler>(),
            provider.GetRequiredService<Ring<SimulatorCall>>(),
            provider.GetRequiredService<Ring<SimulatorNotification>>()));
        return services;
    }

    /// <summary>Mounts the channels' real paths (<c>/v3/…</c>, <c>/gateway.do</c>) and the control API (<c>/_sim/…</c>) on this host.</summary>
    /// <param name="endpoints">The host's routes.</param>
    public static IEndpointRouteBuilder MapPaymentSimulators(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var world = endpoints.ServiceProvider.GetRequiredService<SimulatorWorld>();
        var pipeline = endpoints.ServiceProvider.GetRequiredService<CallPipeline>();
        foreach (var channel in world.Channels)
        {
            channel.MapEndpoints(new SimulatorRoutes(endpoints, channel, pipeline));
        }

        ControlEndpoints.Map(endpoints, world);
        PayerEndpoints.Map(endpoints, world);
        return endpoints;
    }
}
