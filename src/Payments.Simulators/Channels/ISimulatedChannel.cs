using System.Text.Json.Nodes;
using Payments.Simulators.Calls;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Channels;

/// <summary>One simulated payment channel. State lives inside it, guarded by its own lock.</summary>
internal interface ISimulatedChannel
{
    /// <summary><c>wechat</c> or <c>alipay</c>.</summary>
    string Name { get; }

    /// <summary>Mounts the channel's real paths.</summary>
    void MapEndpoints(SimulatorRoutes routes);

    /// <summary>Everything a client of this channel needs, camel case. <paramref name="merchant"/> names a further merchant, made on first use; null is the default one.</summary>
    JsonObject Credentials(string? merchant);

    /// <summary>The payer pays. The notice is scheduled before this returns.</summary>
    PayerAnswer Pay(PayerCommand command);

    /// <summary>The newest order with this number, over all merchants.</summary>
    PayerOrder? Find(string outTradeNo);

    /// <summary>The order behind what the payer scanned or opened (<c>code_url</c>, <c>qr_code</c>, jump address); null when it is unknown or no longer valid.</summary>
    PayerOrder? FindByCode(string code);

    /// <summary>The newest orders first, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<JsonObject> Orders(int limit);

    /// <summary>The answer of a call that fails for the scenario's sake, in the channel's own words.</summary>
    SimulatedReply Fail(SimulatedRequest request, Scenario scenario);

    /// <summary>Takes a scenario that acts at once (key rotation); false: queue it.</summary>
    bool TryActAtOnce(Scenario scenario);

    /// <summary>Forgets all orders, refunds and bills; keeps the keys.</summary>
    void Reset();
}

/// <summary>The payer's decision to pay.</summary>
/// <param name="OutTradeNo">The merchant's order number.</param>
/// <param name="Payer">The payer's id at the channel; null: the channel's default payer.</param>
/// <param name="ReturnUrl">Where the browser wants to go afterwards, as far as the payer page knows.</param>
internal sealed record PayerCommand(string OutTradeNo, string? Payer = null, string? ReturnUrl = null);

/// <summary>What the payer sees.</summary>
/// <param name="Channel">Channel name.</param>
/// <param name="OutTradeNo">The merchant's order number.</param>
/// <param name="Subject">What is being paid.</param>
/// <param name="Amount">As printed for people, e.g. <c>12.34</c>.</param>
/// <param name="Currency">ISO code.</param>
/// <param name="State">The channel's own word.</param>
/// <param name="CanPay">Whether paying now would work.</param>
/// <param name="ReturnUrl">Where the browser goes when the payer cancels or the order is not payable; null: nowhere.</param>
internal sealed record PayerOrder(
    string Channel, string OutTradeNo, string Subject, string Amount, string Currency, string State, bool CanPay, string? ReturnUrl);

/// <summary>The result of paying.</summary>
/// <param name="Status">HTTP status for the control API: 200 paid now, 404 unknown, 409 not payable.</param>
/// <param name="Body">The paid trade, or <c>{code, message}</c>.</param>
/// <param name="ReturnUrl">Where the browser goes next, when the channel jumps back.</param>
internal sealed record PayerAnswer(int Status, JsonObject Body, string? ReturnUrl = null)
{
    public static PayerAnswer Refused(int status, string code, string message) =>
        new(status, new JsonObject { ["code"] = code, ["message"] = message });
}
