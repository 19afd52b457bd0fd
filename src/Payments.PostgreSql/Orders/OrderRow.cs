using Npgsql;

namespace Payments.PostgreSql;

/// <summary>An order on its way into the tables with all its parts; what is JSON there is made on the caller's thread, before a lane is involved.</summary>
internal sealed class OrderRow(PaymentOrder order, DateTimeOffset? nextCheckAt, IReadOnlyList<PaymentEvent> events)
{
    private readonly string? _error = Json.Encode(order.Error);

    public PaymentOrder Order { get; } = order;

    public IReadOnlyList<AttemptRow> Attempts { get; } = [.. order.Attempts.Select(attempt => new AttemptRow(order.OrderNo, attempt))];

    public IReadOnlyList<RefundRow> Refunds { get; } = [.. order.Refunds.Select((refund, place) => new RefundRow(order, refund, place))];

    public IReadOnlyList<EventRow> Events { get; } = EventRow.Of(order.OrderNo, events);

    public DateTimeOffset? NextCheckAt { get; } = nextCheckAt;

    /// <summary>Binds the columns of many orders; an order's place in the list is its number in the statement.</summary>
    public static NpgsqlCommand Bind(NpgsqlCommand command, IReadOnlyList<OrderRow> rows) => command
        .Column(NpgsqlTypes.NpgsqlDbType.Integer, [.. Enumerable.Range(0, rows.Count)], n => n)
        .Shorts(rows, row => (short)row.Order.OrderNo.Shard)
        .Texts(rows, row => row.Order.OrderNo.Value)
        .Longs(rows, row => row.Order.Version)
        .Texts(rows, row => row.Order.Amount.Currency.Code)
        .Longs(rows, row => row.Order.Amount.MinorUnits)
        .Texts(rows, row => row.Order.Subject)
        .Texts(rows, row => row.Order.Method.Value)
        .Texts(rows, row => Words.Of(row.Order.Status))
        .Times(rows, row => row.Order.CreatedAt)
        .Times(rows, row => row.Order.ExpiresAt)
        .Times(rows, row => row.Order.UpdatedAt)
        .OptionalTimes(rows, row => row.Order.PaidAt)
        .Texts(rows, row => row.Order.PaidAttemptNo)
        .Texts(rows, row => row.Order.ChannelTransactionId)
        .Texts(rows, row => row.Order.ReturnUrl)
        .Texts(rows, row => row._error)
        .Numbers(rows, row => row.Order.LastEventSequence)
        .Texts(rows, row => row.Order.MerchantId)
        .Texts(rows, row => row.Order.MerchantOrderNo)
        .OptionalTimes(rows, row => row.NextCheckAt)
        .Texts(rows, row => row.Order.ChargeRight.AttemptNo)
        .Numbers(rows, row => row.Order.ChargeRight.Fence);

    /// <summary>Binds the columns of all their attempts and refunds.</summary>
    public static NpgsqlCommand BindParts(NpgsqlCommand command, IReadOnlyList<OrderRow> rows)
    {
        AttemptRow.Bind(command, [.. rows.SelectMany((row, n) => row.Attempts.Select(attempt => (n, attempt)))]);
        return RefundRow.Bind(command, [.. rows.SelectMany((row, n) => row.Refunds.Select(refund => (n, refund)))]);
    }

    /// <summary>Binds the columns of all their events.</summary>
    public static NpgsqlCommand BindEvents(NpgsqlCommand command, IReadOnlyList<OrderRow> rows) =>
        EventRow.Bind(command, [.. rows.SelectMany((row, n) => row.Events.Select((each, place) => (n, place == 0, each)))]);
}
