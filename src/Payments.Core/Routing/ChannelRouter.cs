using Payments.Channels;
using Payments.Core.Health;
using Payments.Core.Switching;

namespace Payments.Core.Routing;

/// <summary>Chooses by the rules in force, the switches and the accounts' health.</summary>
internal sealed class ChannelRouter(RouteTables tables, SwitchBoard switches, HealthBook health) : IChannelRouter
{
    public IPaymentChannel this[int index] => tables.Current.Channels[index];

    public RouteDecision Route(in RouteQuery query) => tables.Current.Decide(query, switches.OpenMask, health.DownMask);

    public RouteRecord Describe(in RouteQuery query, in RouteDecision decision) => (decision.Table ?? tables.Current).Describe(query, decision);
}
