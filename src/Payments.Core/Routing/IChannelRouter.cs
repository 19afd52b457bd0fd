using System.Runtime.InteropServices;
using Payments.Channels;

namespace Payments.Core.Routing;

/// <summary>Chooses the channel account of an attempt. Choosing allocates nothing; describing the choice, for the record, does.</summary>
internal interface IChannelRouter
{
    /// <param name="query">What is to be paid.</param>
    RouteDecision Route(in RouteQuery query);

    /// <summary>The choice in full, for the record.</summary>
    RouteRecord Describe(in RouteQuery query, in RouteDecision decision);

    /// <summary>The account with this place in <see cref="IPaymentChannels.All"/>.</summary>
    IPaymentChannel this[int index] { get; }
}

/// <param name="Method">The method.</param>
/// <param name="Amount">The amount.</param>
/// <param name="MerchantId">The merchant.</param>
/// <param name="OrderNo">The order; its number is the draw among accounts of equal priority.</param>
/// <param name="WantedAccount">The account the request names, if it names one.</param>
/// <param name="Tried">Accounts not to be taken again: one bit for each place in <see cref="IPaymentChannels.All"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RouteQuery(PaymentMethod Method, Money Amount, string MerchantId, OrderNo OrderNo, string? WantedAccount = null, ulong Tried = 0);

/// <summary>What was chosen, with what was known of the accounts at that moment: one bit for each place in <see cref="IPaymentChannels.All"/>.</summary>
/// <param name="Index">The place of the account chosen; -1 when none can take it.</param>
/// <param name="Rule">The place of the rule that applied; -1 when none did.</param>
/// <param name="Suited">The accounts that take the method in the currency.</param>
/// <param name="Open">The accounts that are switched on.</param>
/// <param name="Down">The accounts whose health speaks against them.</param>
/// <param name="Draw">0 to 9,999.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RouteDecision(int Index, int Rule, ulong Suited, ulong Open, ulong Down, int Draw)
{
    public bool IsChosen => Index >= 0;

    /// <summary>Whether the account chosen is down: no healthy one was left.</summary>
    public bool IsDown => IsChosen && (Down & (1UL << Index)) != 0;

    /// <summary>The table it was made from: by the time it is described, another may be in force.</summary>
    public RouteTable? Table { get; init; }
}
