using Payments.Channels;

namespace Payments.Core.Routing;

/// <summary>Takes the account asked for, else the first one added that can take the payment.</summary>
internal sealed class RegistrationOrderRouter(IPaymentChannels channels) : IChannelRouter
{
    public IPaymentChannel this[int index] => channels.All[index];

    public RouteDecision Route(in RouteQuery query)
    {
        for (var index = 0; index < channels.All.Count; index++)
        {
            var channel = channels.All[index];
            if ((query.Tried & (1UL << index)) == 0
                && (query.WantedAccount is null || query.WantedAccount == channel.Account)
                && channel.Capabilities.Find(query.Method) is { } capability
                && capability.Currencies.Contains(query.Amount.Currency))
            {
                return new RouteDecision(index, -1, 0, 0, 0, 0);
            }
        }

        return new RouteDecision(-1, -1, 0, 0, 0, 0);
    }

    public RouteRecord Describe(in RouteQuery query, in RouteDecision decision)
    {
        var index = decision.Index;
        return new RouteRecord
        {
            RulesVersion = "none",
            Draw = 0,
            Candidates = [.. channels.All.Select((channel, place) => new RouteCandidate(channel.Account, place, 1, place == index ? RouteVerdict.Chosen : RouteVerdict.Eligible))],
        };
    }
}
