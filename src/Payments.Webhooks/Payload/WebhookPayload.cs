using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Shared;

namespace Payments.Webhooks;

/// <summary>The body of a webhook (Standard Webhooks 1.0): what happened, when, and to what. It only ever gains members.</summary>
internal sealed record WebhookPayload<T>(string Type, DateTime Timestamp, T Data);

internal sealed record WebhookChallengeData(string Challenge);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookPayload<EventData>))]
[JsonSerializable(typeof(WebhookPayload<WebhookChallengeData>))]
internal sealed partial class WebhookPayloadJson : JsonSerializerContext
{
    // Subjects are often Chinese: written as they are.
    public static WebhookPayloadJson Instance { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
