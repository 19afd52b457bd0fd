using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Storage;
using Payments.Webhooks;

namespace Payments.Fleet.Nodes;

/// <summary>Puts the crash points around what the engine calls. The engine itself is as shipped.</summary>
internal static class Decorating
{
    public static void Apply(IServiceCollection services)
    {
        Around<IPaymentStore>(services, (inner, provider) => new CrashingStore(ForgetfulStore.Around(inner, Bug(provider)), Crash(provider)));
        Around<IWebhookStore>(services, (inner, provider) => new CrashingWebhooks(inner, Crash(provider)));
        Around<IPaymentChannels>(services, (inner, provider) => new CrashingChannels(inner, Crash(provider), Bug(provider)));
        Around<EventSubscription>(services, (inner, provider) => CrashingSubscriptions.Around(inner, Crash(provider), Bug(provider)));
        Around<INotificationReceiver>(services, (inner, provider) => HastyReceiver.Around(inner, Bug(provider)));
        Around<IPaymentClient>(services, (inner, provider) => ChangingClient.Around(inner, Bug(provider)));
    }

    private static CrashSwitch Crash(IServiceProvider services) => services.GetRequiredService<CrashSwitch>();

    private static PlantedBug Bug(IServiceProvider services) => services.GetRequiredService<PlantedBug>();

    private static void Around<T>(IServiceCollection services, Func<T, IServiceProvider, T> around)
        where T : class
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: false } inner && inner.ServiceType == typeof(T))
            {
                services[i] = ServiceDescriptor.Describe(typeof(T), provider => around(Make<T>(inner, provider), provider), inner.Lifetime);
            }
        }
    }

    private static T Make<T>(ServiceDescriptor descriptor, IServiceProvider services)
        where T : class => (T)(descriptor.ImplementationInstance
            ?? descriptor.ImplementationFactory?.Invoke(services)
            ?? ActivatorUtilities.CreateInstance(services, descriptor.ImplementationType!));
}
