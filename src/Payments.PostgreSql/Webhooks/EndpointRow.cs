using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using Payments.Webhooks;

namespace Payments.PostgreSql;

/// <summary>An endpoint on its way into its table and out of it.</summary>
internal static class EndpointRow
{
    public static NpgsqlCommand Bind(NpgsqlCommand command, WebhookEndpoint endpoint) => command
        .With(endpoint.EndpointId)
        .With(endpoint.Version)
        .With(endpoint.MerchantId)
        .With(endpoint.Url)
        .With(NpgsqlDbType.Array | NpgsqlDbType.Text, endpoint.EventTypes.ToArray())
        .With(Words.Of(endpoint.Status))
        .WithOptional(endpoint.Reason)
        .With(Encode(endpoint.Keys))
        .With(endpoint.CreatedAt)
        .With(endpoint.UpdatedAt)
        .With(NpgsqlDbType.Bigint, endpoint.VerifiedAt?.UtcTicks);

    public static WebhookEndpoint Read(NpgsqlDataReader row) => Read(row, 0);

    /// <param name="row">The row.</param>
    /// <param name="at">Where its columns begin.</param>
    public static WebhookEndpoint Read(NpgsqlDataReader row, int at) => new()
    {
        EndpointId = row.GetString(at),
        Version = row.GetInt64(at + 1),
        MerchantId = row.GetString(at + 2),
        Url = row.GetString(at + 3),
        EventTypes = row.GetFieldValue<string[]>(at + 4),
        Status = Enum.Parse<WebhookEndpointStatus>(row.GetString(at + 5)),
        Reason = row.OptionalText(at + 6),
        Keys = [.. (JsonSerializer.Deserialize(row.GetString(at + 7), WebhookJson.Default.IReadOnlyListStoredKey) ?? []).Select(Decode)],
        CreatedAt = row.Time(at + 8),
        UpdatedAt = row.Time(at + 9),
        VerifiedAt = row.OptionalTime(at + 10),
    };

    private static string Encode(IReadOnlyList<WebhookKey> keys) => JsonSerializer.Serialize(
        [.. keys.Select(key => new StoredKey(key.Secret.Reveal(), key.ValidUntil?.UtcTicks))],
        WebhookJson.Default.IReadOnlyListStoredKey);

    private static WebhookKey Decode(StoredKey key) =>
        new(WebhookSecret.Parse(key.Secret), key.ValidUntil is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null);
}

/// <summary>A secret as it is kept.</summary>
internal sealed record StoredKey(string Secret, long? ValidUntil)
{
    public override string ToString() => "***";
}

[JsonSerializable(typeof(IReadOnlyList<StoredKey>))]
internal sealed partial class WebhookJson : JsonSerializerContext;
