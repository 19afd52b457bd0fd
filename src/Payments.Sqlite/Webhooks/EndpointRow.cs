using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Webhooks;

namespace Payments.Sqlite;

/// <summary>An endpoint on its way into its table and out of it.</summary>
internal static class EndpointRow
{
    public static Statement Bind(Statement statement, WebhookEndpoint endpoint) => statement
        .Bind(1, endpoint.EndpointId)
        .Bind(2, endpoint.Version)
        .Bind(3, endpoint.MerchantId)
        .Bind(4, endpoint.Url)
        .BindJson(5, Json.Encode(endpoint.EventTypes))
        .Bind(6, endpoint.Status.ToString())
        .Bind(7, endpoint.Reason)
        .BindJson(8, Encode(endpoint.Keys))
        .Bind(9, endpoint.CreatedAt)
        .Bind(10, endpoint.UpdatedAt)
        .Bind(11, endpoint.VerifiedAt);

    public static WebhookEndpoint? ReadOne(Statement rows)
    {
        WebhookEndpoint? found = null;
        while (rows.Read())
        {
            found = Read(rows);
        }

        return found;
    }

    public static IReadOnlyList<WebhookEndpoint> ReadAll(Statement rows)
    {
        var found = new List<WebhookEndpoint>();
        while (rows.Read())
        {
            found.Add(Read(rows));
        }

        return found;
    }

    private static WebhookEndpoint Read(Statement row) => new()
    {
        EndpointId = row.Text(0),
        Version = row.Number(1),
        MerchantId = row.Text(2),
        Url = row.Text(3),
        EventTypes = Json.DecodeNames(row.Bytes(4)),
        Status = Enum.Parse<WebhookEndpointStatus>(row.Text(5)),
        Reason = row.OptionalText(6),
        Keys = [.. (JsonSerializer.Deserialize(row.Bytes(7), WebhookJson.Default.IReadOnlyListStoredKey) ?? []).Select(Decode)],
        CreatedAt = row.Time(8),
        UpdatedAt = row.Time(9),
        VerifiedAt = row.OptionalTime(10),
    };

    private static byte[] Encode(IReadOnlyList<WebhookKey> keys) => JsonSerializer.SerializeToUtf8Bytes(
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
