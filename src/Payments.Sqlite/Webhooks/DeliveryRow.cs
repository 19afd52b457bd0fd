using Payments.Webhooks;

namespace Payments.Sqlite;

/// <summary>Deliveries and their attempts out of their tables.</summary>
internal static class DeliveryRow
{
    public static IReadOnlyList<WebhookDelivery> ReadAll(Statement rows)
    {
        var found = new List<WebhookDelivery>();
        while (rows.Read())
        {
            found.Add(Read(rows));
        }

        return found;
    }

    public static IReadOnlyList<WebhookDelivery> ReadPage(Session session, ReadWebhookDeliveries query)
    {
        var statement = session.Prepare(query.State is null ? WebhookSql.ReadDeliveries : WebhookSql.ReadDeliveriesInState)
            .Bind(1, query.EndpointId)
            .Bind(2, query.BeforeEventId)
            .Bind(3, query.Max);
        return ReadAll(query.State is { } state ? statement.Bind(4, state.ToString()) : statement);
    }

    public static IReadOnlyList<WebhookAttempt> ReadAttempts(Statement rows)
    {
        var found = new List<WebhookAttempt>();
        while (rows.Read())
        {
            found.Add(new WebhookAttempt
            {
                StartedAt = rows.Time(0),
                Duration = TimeSpan.FromTicks(rows.Number(1)),
                StatusCode = rows.IsNull(2) ? null : (int)rows.Number(2),
                Error = rows.OptionalText(3),
                Response = rows.OptionalText(4),
            });
        }

        return found;
    }

    private static WebhookDelivery Read(Statement row) => new()
    {
        EndpointId = row.Text(0),
        EventId = row.Text(1),
        MerchantId = row.Text(2),
        EventType = row.Text(3),
        OrderNo = row.OrderNo(4),
        Sequence = (int)row.Number(5),
        Body = row.Bytes(6).ToArray(),
        CreatedAt = row.Time(7),
        State = Enum.Parse<WebhookDeliveryState>(row.Text(8)),
        Attempts = (int)row.Number(9),
        DueAt = row.OptionalTime(10),
        SettledAt = row.OptionalTime(11),
    };
}
