using System.Numerics;
using Payments.Channels;
using Payments.Core.Routing;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>Chooses among the accounts that can take a payment: by draw, and by a health that may be any lie (law 9).</summary>
internal sealed class SimRouter(World world, IPaymentChannels channels) : IChannelRouter
{
    private readonly Dice _dice = Dice.Of(world.Seed, Part.Health);

    public IPaymentChannel this[int index] => channels.All[index];

    public RouteDecision Route(in RouteQuery query)
    {
        ulong suited = 0;
        for (var index = 0; index < channels.All.Count; index++)
        {
            var channel = channels.All[index];
            if ((query.Tried & (1UL << index)) == 0
                && (query.WantedAccount is null || query.WantedAccount == channel.Account)
                && channel.Capabilities.Find(query.Method) is { } capability
                && capability.Currencies.Contains(query.Amount.Currency))
            {
                suited |= 1UL << index;
            }
        }

        var down = world.Weather.Strikes(Fault.HealthLies) ? _dice.Next() : 0;
        var good = (suited & ~down) == 0 ? suited : suited & ~down;
        if (good == 0)
        {
            return new RouteDecision(-1, -1, suited, ulong.MaxValue, down, 0);
        }

        var nth = _dice.Below(BitOperations.PopCount(good));
        while (nth-- > 0)
        {
            good &= good - 1;
        }

        return new RouteDecision(BitOperations.TrailingZeroCount(good), -1, suited, ulong.MaxValue, down, 0);
    }

    public RouteRecord Describe(in RouteQuery query, in RouteDecision decision)
    {
        var chosen = decision.Index;
        return new RouteRecord
        {
            RulesVersion = "simulated",
            Draw = decision.Draw,
            Candidates = [.. channels.All.Select((channel, place) => new RouteCandidate(channel.Account, 1, 1, place == chosen ? RouteVerdict.Chosen : RouteVerdict.Eligible))],
        };
    }
}
