using System.Text.Json.Serialization;

namespace Payments.Recon.Reporting.Export;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReconciliationReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
