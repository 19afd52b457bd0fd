using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Reconciliation;
using Payments.Storage;

namespace Payments;

/// <summary>
/// The JSON form of the words, source-generated: camel-case names, <c>type</c> names the case of a closed set, absent instead of null,
/// duplicate members refused. Stores keep events and next steps in it; it only ever gains members.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(PaymentOrder))]
[JsonSerializable(typeof(PaymentAttempt))]
[JsonSerializable(typeof(NextAction))]
[JsonSerializable(typeof(PaymentError))]
[JsonSerializable(typeof(PaymentEvent))]
[JsonSerializable(typeof(Refund))]
[JsonSerializable(typeof(RouteRecord))]
[JsonSerializable(typeof(Evidence))]
[JsonSerializable(typeof(ReconciliationRun))]
[JsonSerializable(typeof(Break))]
[JsonSerializable(typeof(BreakChange))]
public sealed partial class PaymentsJson : JsonSerializerContext;
