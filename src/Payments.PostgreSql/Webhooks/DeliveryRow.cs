using Npgsql;
using Payments.Webhooks;

namespace Payments.PostgreSql;

/// <summary>Deliveries and their attempts out of their tables.</summary>
internal static class DeliveryRow
{
    public static WebhookDelivery Read(NpgsqlDataReader row) => Read(row, 0);

    /// <param name="row">The row.</param>
    /// <param name="at">Where its columns begin.</param>
    public static WebhookDelivery Read(NpgsqlDataReader row, int at) => new()
    {
        EndpointId = row.GetString(at),
        EventId = row.GetString(at + 1),
        MerchantId = row.GetString(at + 2),
        EventType = row.GetString(at + 3),
        OrderNo = row.OrderNo(at + 4),
        Sequence = row.GetInt32(at + 5),
        Body = row.GetFieldValue<byte[]>(at + 6),
        CreatedAt = row.Time(at + 7),
        State = Enum.Parse<WebhookDeliveryState>(row.GetString(at + 8)),
        Attempts = row.GetInt32(at + 9),
        DueAt = row.OptionalTime(at + 10),
        SettledAt = row.OptionalTime(at + 11),
    };

    public static WebhookAttempt ReadAttempt(NpgsqlDataReader row) => new()
    {
        StartedAt = row.Time(0),
        Duration = TimeSpan.FromTicks(row.GetInt64(1)),
        StatusCode = row.IsDBNull(2) ? null : row.GetInt32(2),
        Error = row.OptionalText(3),
        Response = row.OptionalText(4),
    };
}
