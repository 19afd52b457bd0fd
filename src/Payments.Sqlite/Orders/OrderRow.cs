namespace Payments.Sqlite;

/// <summary>An order on its way into the tables; what is JSON there is made on the caller's thread, before the writer is involved.</summary>
internal sealed class OrderRow(PaymentOrder order, DateTimeOffset? nextCheckAt)
{
    private readonly byte[]? _error = Json.Encode(order.Error);
    private readonly AttemptRow[] _attempts = [.. order.Attempts.Select(attempt => new AttemptRow(order.OrderNo, attempt))];
    private readonly RefundRow[] _refunds = [.. order.Refunds.Select(refund => new RefundRow(order, refund))];

    public PaymentOrder Order { get; } = order;

    /// <summary>Inserts the order; its attempts and refunds go with it.</summary>
    /// <returns><see langword="false"/> when the merchant's number is taken; then nothing was written.</returns>
    public bool Insert(Session session)
    {
        if (Bind(session.Prepare(Sql.InsertOrder)).Execute() == 0)
        {
            return false;
        }

        WriteParts(session);
        return true;
    }

    /// <summary>Writes the order over its predecessor; its attempts and refunds go with it.</summary>
    /// <returns><see langword="false"/> when the predecessor is not the one in the table; then nothing was written.</returns>
    public bool Update(Session session, DateTimeOffset? expectedUpdatedAt)
    {
        if (Bind(session.Prepare(Sql.UpdateOrder)).Bind(22, expectedUpdatedAt).Execute() == 0)
        {
            return false;
        }

        WriteParts(session);
        return true;
    }

    /// <summary>Reads the one order a statement gives, or <see langword="null"/>.</summary>
    public static PaymentOrder? Read(Session session, Statement rows)
    {
        if (!rows.Read())
        {
            return null;
        }

        // As long as the order's own rows are not at their end, the refunds are read from the same committed state.
        var order = ReadOrder(rows);
        order = order with { Refunds = RefundRow.ReadAll(session, order) };
        var attempts = new List<PaymentAttempt>(1);
        do
        {
            if (!rows.IsNull(AttemptRow.FirstColumn))
            {
                attempts.Add(AttemptRow.Read(rows));
            }
        }
        while (rows.Read());

        return order with { Attempts = attempts };
    }

    private static PaymentOrder ReadOrder(Statement row) => new()
    {
        OrderNo = row.OrderNo(0),
        Version = row.Number(1),
        Amount = Money.FromMinorUnits(row.Number(3), Currency.Parse(row.Text(2))),
        Subject = row.Text(4),
        Method = PaymentMethod.Parse(row.Text(5)),
        Status = Enum.Parse<OrderStatus>(row.Text(6)),
        CreatedAt = row.Time(7),
        ExpiresAt = row.Time(8),
        UpdatedAt = row.Time(9),
        PaidAt = row.OptionalTime(10),
        PaidAttemptNo = row.OptionalText(11),
        ChannelTransactionId = row.OptionalText(12),
        ReturnUrl = row.OptionalText(13),
        Error = Json.DecodeError(row, 14),
        LastEventSequence = (int)row.Number(15),
        MerchantId = row.Text(16),
        MerchantOrderNo = row.Text(17),
        ChargeRight = new ChargeRight(row.OptionalText(18), (int)row.Number(19)),
        Attempts = [],
    };

    private Statement Bind(Statement statement) => statement
        .Bind(1, Order.OrderNo)
        .Bind(2, Order.Version)
        .Bind(3, Order.Amount.Currency.Code)
        .Bind(4, Order.Amount.MinorUnits)
        .Bind(5, Order.Subject)
        .Bind(6, Order.Method.Value)
        .Bind(7, Order.Status.ToString())
        .Bind(8, Order.CreatedAt)
        .Bind(9, Order.ExpiresAt)
        .Bind(10, Order.UpdatedAt)
        .Bind(11, Order.PaidAt)
        .Bind(12, Order.PaidAttemptNo)
        .Bind(13, Order.ChannelTransactionId)
        .Bind(14, Order.ReturnUrl)
        .BindJson(15, _error)
        .Bind(16, Order.LastEventSequence)
        .Bind(17, Order.MerchantId)
        .Bind(18, Order.MerchantOrderNo)
        .Bind(19, nextCheckAt)
        .Bind(20, Order.ChargeRight.AttemptNo)
        .Bind(21, Order.ChargeRight.Fence);

    private void WriteParts(Session session)
    {
        foreach (var attempt in _attempts)
        {
            attempt.Write(session);
        }

        foreach (var refund in _refunds)
        {
            refund.Write(session);
        }
    }
}
