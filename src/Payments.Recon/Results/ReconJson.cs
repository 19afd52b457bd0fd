using System.Text.Json.Serialization;

namespace Payments.Recon;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReconciliationSummary))]
[JsonSerializable(typeof(ReconciliationJob))]
internal sealed partial class ReconJson : JsonSerializerContext;
