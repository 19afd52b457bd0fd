using Payments.Channels;
using Payments.Core.Health;
using Payments.Core.Routing;
using Payments.Core.Switching;
using Payments.Simulation.Stage;
using Payments.Simulation.Wires;

namespace Payments.Simulation.Nodes;

/// <summary>
/// Chooses by the engine's own table, switches and health. When health lies, any account may look down and any up, from one look to the next (law 9).
/// </summary>
internal sealed class SimRouter(World world, IPaymentChannels channels, SwitchBoard switches, HealthBook health) : IChannelRouter
{
    // It follows from what the accounts can do alone: one table serves all worlds.
    private static readonly RouteTable Table = new(
        [new Shape("wechat-main", Abilities.WeChat), new Shape("wechat-backup", Abilities.WeChat), new Shape("alipay-main", Abilities.Alipay), new Shape("alipay-backup", Abilities.Alipay)],
        [Rule("wechat"), Rule("alipay")]);

    public IPaymentChannel this[int index] => channels.All[index];

    public RouteDecision Route(in RouteQuery query)
    {
        var lies = world.Weather.Strikes(Fault.HealthLies) ? world.Weather.DiceOf(Fault.HealthLies).Next() : 0;
        return Table.Decide(query, switches.OpenMask, health.DownMask ^ lies);
    }

    public RouteRecord Describe(in RouteQuery query, in RouteDecision decision) => Table.Describe(query, decision);

    private static RoutingRuleOptions Rule(string channel)
    {
        var rule = new RoutingRuleOptions { Name = channel };
        rule.Methods.Add(channel + ".*");
        rule.Accounts.Add(new RoutingAccountOptions { Account = channel + "-main", Weight = 2 });
        rule.Accounts.Add(new RoutingAccountOptions { Account = channel + "-backup", Weight = 1 });
        return rule;
    }

    /// <summary>What the table needs to know of an account.</summary>
    private sealed class Shape(string account, ChannelCapabilities capabilities) : IPaymentChannel
    {
        public string Account => account;

        public ChannelCapabilities Capabilities => capabilities;

        public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => throw new NotSupportedException();

        public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public NotificationReply ReplyTo(NotificationVerdict verdict) => throw new NotSupportedException();
    }
}
