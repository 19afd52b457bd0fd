using System.Text.Json;
using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>An event on its way into the outbox, its payload made on the caller's thread.</summary>
internal sealed class EventRow
{
    private readonly PaymentEvent _event;
    private readonly byte[] _payload;

    private EventRow(PaymentEvent paymentEvent)
    {
        _event = paymentEvent;
        _payload = JsonSerializer.SerializeToUtf8Bytes(paymentEvent, PaymentsJson.Default.PaymentEvent);
    }

    /// <exception cref="ArgumentException">An event is another order's.</exception>
    public static EventRow[] Of(OrderNo orderNo, IReadOnlyList<PaymentEvent> events) => events.All(each => each.OrderNo == orderNo)
        ? [.. events.Select(each => new EventRow(each))]
        : throw new ArgumentException($"An event of another order comes with order {orderNo}. Commit it with its own order.", nameof(events));

    public void Insert(Session session) => session.Prepare(Sql.InsertEvent)
        .Bind(1, _event.OrderNo)
        .Bind(2, _event.Sequence)
        .Bind(3, _event.OccurredAt)
        .BindJson(4, _payload)
        .Execute();

    public static IReadOnlyList<PaymentEvent> ReadAll(Statement rows)
    {
        var found = new List<PaymentEvent>();
        while (rows.Read())
        {
            found.Add(ReadPayload(rows, 0));
        }

        return found;
    }

    /// <summary>Reads an event that waits in the outbox; the owner is the caller's to give.</summary>
    public static OutboxItem ReadItem(Statement row, string owner) =>
        new(ReadPayload(row, 2), owner, (int)row.Number(3), Json.DecodeNames(row.Bytes(4)), row.OptionalText(5));

    public static IReadOnlyList<OutboxItem> ReadDeadLetters(Statement rows)
    {
        var found = new List<OutboxItem>();
        while (rows.Read())
        {
            found.Add(ReadItem(rows, owner: ""));
        }

        return found;
    }

    private static PaymentEvent ReadPayload(Statement row, int column) =>
        JsonSerializer.Deserialize(row.Bytes(column), PaymentsJson.Default.PaymentEvent) ?? throw new JsonException("An event's payload is null.");

    public static OutboxBacklog ReadBacklog(Statement statement)
    {
        _ = statement.Read();
        var backlog = new OutboxBacklog(statement.OptionalTime(0), (int)statement.Number(1));
        statement.Reset();
        return backlog;
    }
}
