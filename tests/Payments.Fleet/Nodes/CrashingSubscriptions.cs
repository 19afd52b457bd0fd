using Microsoft.Extensions.DependencyInjection;

namespace Payments.Fleet.Nodes;

/// <summary>Subscribers of events, each of which can die around its delivery.</summary>
internal static class CrashingSubscriptions
{
    public const string Handler = "fleet.journal";

    private static readonly TimeSpan LateDelivery = TimeSpan.FromMilliseconds(300);

    public static EventSubscription Around(EventSubscription inner, CrashSwitch crash, PlantedBug bug) => inner with
    {
        DeliverAsync = async (services, paymentEvent, cancellationToken) =>
        {
            if (bug.Is(PlantedBug.SettleBeforeDelivery))
            {
                _ = DeliverLaterAsync(inner, services.GetRequiredService<IServiceScopeFactory>(), paymentEvent);
                return;
            }

            var isBroker = inner.Name.Contains("rabbit", StringComparison.OrdinalIgnoreCase);
            await crash.DuringAsync(isBroker ? CrashPoint.BrokerInFlight : "", () => inner.DeliverAsync(services, paymentEvent, cancellationToken));
            crash.Reach(isBroker ? CrashPoint.BrokerAfterConfirm : inner.Name == Handler ? CrashPoint.HandlerAfterEffect : "");
        },
    };

    private static async Task DeliverLaterAsync(EventSubscription inner, IServiceScopeFactory scopes, PaymentEvent paymentEvent)
    {
        await Task.Delay(LateDelivery, CancellationToken.None);
        await using var scope = scopes.CreateAsyncScope();
        await inner.DeliverAsync(scope.ServiceProvider, paymentEvent, CancellationToken.None);
    }
}
