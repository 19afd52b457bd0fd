using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Reconciliation;

/// <summary>Writes a bucket by its name in camel case, as a value and as a member's name; reads nothing else.</summary>
public sealed class ReconciliationBucketJsonConverter() : JsonStringEnumConverter<ReconciliationBucket>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
