using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Payments.PostgreSql;

/// <summary>An event on its way into the outbox, its payload made on the caller's thread.</summary>
internal sealed class EventRow
{
    private readonly PaymentEvent _event;
    private readonly string _payload;

    private EventRow(PaymentEvent paymentEvent)
    {
        _event = paymentEvent;
        _payload = JsonSerializer.Serialize(paymentEvent, PaymentsJson.Default.PaymentEvent);
    }

    /// <exception cref="ArgumentException">An event is another order's.</exception>
    public static IReadOnlyList<EventRow> Of(OrderNo orderNo, IReadOnlyList<PaymentEvent> events) => events.All(each => each.OrderNo == orderNo)
        ? [.. events.OrderBy(each => each.Sequence).Select(each => new EventRow(each))]
        : throw new ArgumentException($"An event of another order comes with order {orderNo}. Commit it with its own order.", nameof(events));

    public static NpgsqlCommand Bind(NpgsqlCommand command, IReadOnlyList<(int N, bool IsFirst, EventRow Row)> rows) => command
        .Numbers(rows, each => each.N)
        .Shorts(rows, each => (short)each.Row._event.OrderNo.Shard)
        .Texts(rows, each => each.Row._event.OrderNo.Value)
        .Numbers(rows, each => each.Row._event.Sequence)
        .Times(rows, each => each.Row._event.OccurredAt)
        .Texts(rows, each => each.Row._payload)
        .Column(NpgsqlDbType.Boolean, rows, each => each.IsFirst);
}
