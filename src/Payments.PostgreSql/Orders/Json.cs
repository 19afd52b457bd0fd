using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.PostgreSql;

/// <summary>The store's own JSON, beside that of the words.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class Json : JsonSerializerContext
{
    public static string? Encode(PaymentError? error) => error is null ? null : JsonSerializer.Serialize(error, PaymentsJson.Default.PaymentError);

    public static string? Encode(NextAction? action) => action is null ? null : JsonSerializer.Serialize(action, PaymentsJson.Default.NextAction);

    public static string? Encode(RouteRecord? route) => route is null ? null : JsonSerializer.Serialize(route, PaymentsJson.Default.RouteRecord);

    public static string? Encode(IReadOnlyList<string> names) => names.Count == 0 ? null : JsonSerializer.Serialize(names, Default.IReadOnlyListString);

    public static PaymentError? DecodeError(string? json) => json is null ? null : JsonSerializer.Deserialize(json, PaymentsJson.Default.PaymentError);

    public static NextAction? DecodeAction(string? json) => json is null ? null : JsonSerializer.Deserialize(json, PaymentsJson.Default.NextAction);

    public static RouteRecord? DecodeRoute(string? json) => json is null ? null : JsonSerializer.Deserialize(json, PaymentsJson.Default.RouteRecord);

    public static IReadOnlyList<string> DecodeNames(string? json) => json is null ? [] : JsonSerializer.Deserialize(json, Default.IReadOnlyListString) ?? [];

    public static PaymentEvent DecodeEvent(string json) =>
        JsonSerializer.Deserialize(json, PaymentsJson.Default.PaymentEvent) ?? throw new JsonException("An event's payload is null.");
}
