using Payments.Channels;

namespace Payments.Core.Routing;

/// <summary>Chooses the channel account of an attempt, and says why.</summary>
internal interface IChannelRouter
{
    RouteDecision Route(PaymentMethod method, Money amount, string? wantedAccount);
}

/// <summary>A closed set: an account with the reason it was chosen, or the reason there is none.</summary>
internal abstract record RouteDecision
{
    public sealed record Chosen(IPaymentChannel Channel, MethodCapability Capability, string Reason) : RouteDecision;

    public sealed record NoneFits(string Reason) : RouteDecision;
}
