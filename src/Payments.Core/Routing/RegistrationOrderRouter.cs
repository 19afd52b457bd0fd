using Payments.Channels;

namespace Payments.Core.Routing;

/// <summary>Takes the account asked for, else the first one added that can take the payment.</summary>
internal sealed class RegistrationOrderRouter(IPaymentChannels channels) : IChannelRouter
{
    public RouteDecision Route(PaymentMethod method, Money amount, string? wantedAccount) =>
        wantedAccount is null ? First(method, amount) : Wanted(method, amount, wantedAccount);

    private static bool Takes(MethodCapability capability, Money amount) => capability.Currencies.Contains(amount.Currency);

    private RouteDecision Wanted(PaymentMethod method, Money amount, string account)
    {
        var channel = channels.Find(account);
        if (channel is null)
        {
            return new RouteDecision.NoneFits("There is no channel account of the name asked for.");
        }

        return channel.Capabilities.Find(method) is { } capability && Takes(capability, amount)
            ? new RouteDecision.Chosen(channel, capability, "The request asked for this account.")
            : new RouteDecision.NoneFits($"Channel account '{account}' does not take {method} in {amount.Currency}.");
    }

    private RouteDecision First(PaymentMethod method, Money amount)
    {
        foreach (var channel in channels.All)
        {
            if (channel.Capabilities.Find(method) is { } capability && Takes(capability, amount))
            {
                return new RouteDecision.Chosen(channel, capability, $"The first account added that takes {method} in {amount.Currency}.");
            }
        }

        return new RouteDecision.NoneFits($"No channel account takes {method} in {amount.Currency}.");
    }
}
