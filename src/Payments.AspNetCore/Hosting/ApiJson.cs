using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.AspNetCore.Health;
using Payments.AspNetCore.Operations;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Problems;
using Payments.AspNetCore.Reconciliation;
using Payments.AspNetCore.Refunds;
using Payments.AspNetCore.Updates;
using Payments.AspNetCore.Webhooks;
using Payments.Reconciliation;

namespace Payments.AspNetCore.Hosting;

/// <summary>The JSON of the HTTP API, source-generated, in the manner of <see cref="PaymentsJson"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(UpdateMessage))]
[JsonSerializable(typeof(RefundView))]
[JsonSerializable(typeof(RefundList))]
[JsonSerializable(typeof(ChannelList))]
[JsonSerializable(typeof(SwitchView))]
[JsonSerializable(typeof(SwitchList))]
[JsonSerializable(typeof(RouteView))]
[JsonSerializable(typeof(AttemptRouteView))]
[JsonSerializable(typeof(EndpointView))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ChallengeView))]
[JsonSerializable(typeof(ReconciliationRun))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(BreakView))]
[JsonSerializable(typeof(BreakList))]
[JsonSerializable(typeof(BreakCountList))]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(SubmissionTokenView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    // Subjects are often Chinese: written as they are. Never embedded in HTML, and sent with nosniff.
    public static ApiJson Instance { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
