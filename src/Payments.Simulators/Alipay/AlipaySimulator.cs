using System.Text.Json.Nodes;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay;

/// <summary>Not built yet.</summary>
internal sealed class AlipaySimulator : ISimulatedChannel
{
    public string Name => "alipay";

    public void MapEndpoints(SimulatorRoutes routes)
    {
    }

    public JsonObject Credentials(string? merchant) => [];

    public PayerAnswer Pay(PayerCommand command) => PayerAnswer.Refused(404, "ORDER_NOT_FOUND", "There is no such order.");

    public PayerOrder? Find(string outTradeNo) => null;

    public PayerOrder? FindByCode(string code) => null;

    public IReadOnlyList<JsonObject> Orders(int limit) => [];

    public SimulatedReply Fail(SimulatedRequest request, Scenario scenario) => SimulatedReply.Text(500, "text/plain", "");

    public bool TryActAtOnce(Scenario scenario) => false;

    public void Reset()
    {
    }
}
