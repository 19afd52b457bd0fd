using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Shared;

namespace Payments;

/// <summary>
/// Events as CloudEvents 1.0 in structured JSON, for packages that carry them elsewhere. The data is what merchants' webhooks show: no credential and
/// no payer. It only ever gains members.
/// </summary>
public static class CloudEvents
{
    /// <summary>The media type of <see cref="ToJson"/>.</summary>
    public const string ContentType = "application/cloudevents+json; charset=utf-8";

    /// <summary>
    /// Renders an event: <c>id</c> is <see cref="PaymentEvent.EventId"/>, <c>type</c> is <see cref="PaymentEvent.Type"/>, <c>subject</c> is the order's
    /// number. The same event under the same source gives the same bytes.
    /// </summary>
    /// <param name="paymentEvent">The event.</param>
    /// <param name="source">The host it comes from, a URI or a path as <c>/shop/payments</c>; with <c>id</c> it names the event in the world.</param>
    /// <exception cref="ArgumentException">The source is no such thing; see <see cref="IsSource"/>.</exception>
    public static byte[] ToJson(PaymentEvent paymentEvent, string source)
    {
        ArgumentNullException.ThrowIfNull(paymentEvent);
        if (!IsSource(source))
        {
            throw new ArgumentException("A CloudEvents source is a URI or a path, not empty and of at most 500 characters, as /shop/payments.", nameof(source));
        }

        return JsonSerializer.SerializeToUtf8Bytes(
            new CloudEvent
            {
                SpecVersion = CloudEvent.Version,
                Id = paymentEvent.EventId,
                Source = source,
                Type = paymentEvent.Type,
                Subject = paymentEvent.OrderNo.Value,
                Time = paymentEvent.OccurredAt.UtcDateTime,
                DataContentType = CloudEvent.Json,
                Data = EventData.Of(paymentEvent),
            },
            CloudEventJson.Instance.CloudEvent);
    }

    /// <summary>Whether a text can be a source: a URI or a path, not empty and of at most 500 characters.</summary>
    public static bool IsSource(string? text) => text is { Length: > 0 and <= CloudEvent.LongestSource } && Uri.IsWellFormedUriString(text, UriKind.RelativeOrAbsolute);
}

/// <summary>The envelope, in the order in which it is written.</summary>
internal sealed record CloudEvent
{
    public const string Version = "1.0";
    public const string Json = "application/json";
    public const int LongestSource = 500;

    [JsonPropertyName("specversion")]
    public required string SpecVersion { get; init; }

    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Type { get; init; }

    public required string Subject { get; init; }

    public required DateTime Time { get; init; }

    [JsonPropertyName("datacontenttype")]
    public required string DataContentType { get; init; }

    public required EventData Data { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CloudEvent))]
internal sealed partial class CloudEventJson : JsonSerializerContext
{
    // Subjects are often Chinese: written as they are.
    public static CloudEventJson Instance { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
