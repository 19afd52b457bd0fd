namespace Payments.Sqlite;

/// <summary>A refund on its way into its table.</summary>
internal sealed class RefundRow
{
    private readonly OrderNo _orderNo;
    private readonly Refund _refund;
    private readonly byte[]? _error;

    /// <exception cref="ArgumentException">The refund is not of one of the order's attempts, or not in the order's currency.</exception>
    public RefundRow(PaymentOrder order, Refund refund)
    {
        if (!OrderNo.TryFromAttemptNo(refund.AttemptNo, out var owner) || owner != order.OrderNo)
        {
            throw new ArgumentException($"A refund of order {order.OrderNo} gives back attempt '{refund.AttemptNo}'. Refund another order's attempt with that order.", nameof(refund));
        }

        if (refund.Amount.Currency != order.Amount.Currency)
        {
            throw new ArgumentException(
                $"A refund of order {order.OrderNo} is in {refund.Amount.Currency.Code}, and the order in {order.Amount.Currency.Code}. Refund in the order's currency.",
                nameof(refund));
        }

        _orderNo = order.OrderNo;
        _refund = refund;
        _error = Json.Encode(refund.Error);
    }

    public void Write(Session session) => session.Prepare(Sql.WriteRefund)
        .Bind(1, _orderNo)
        .Bind(2, _refund.RefundNo)
        .Bind(3, _refund.MerchantRefundNo)
        .Bind(4, _refund.AttemptNo)
        .Bind(5, _refund.Amount.MinorUnits)
        .Bind(6, _refund.Cause.ToString())
        .Bind(7, _refund.Status.ToString())
        .Bind(8, _refund.Reason)
        .Bind(9, _refund.ChannelRefundId)
        .Bind(10, _refund.CreatedAt)
        .Bind(11, _refund.UpdatedAt)
        .Bind(12, _refund.SucceededAt)
        .BindJson(13, _error)
        .Execute();

    /// <summary>Reads an order's refunds, oldest first.</summary>
    public static IReadOnlyList<Refund> ReadAll(Session session, PaymentOrder order)
    {
        var rows = session.Prepare(Sql.ReadRefunds).Bind(1, order.OrderNo);
        List<Refund>? found = null;
        while (rows.Read())
        {
            (found ??= []).Add(Read(rows, order.Amount.Currency));
        }

        return found ?? order.Refunds;
    }

    private static Refund Read(Statement row, Currency currency) => new()
    {
        RefundNo = row.Text(0),
        MerchantRefundNo = row.Text(1),
        AttemptNo = row.Text(2),
        Amount = Money.FromMinorUnits(row.Number(3), currency),
        Cause = Enum.Parse<RefundCause>(row.Text(4)),
        Status = Enum.Parse<RefundStatus>(row.Text(5)),
        Reason = row.OptionalText(6),
        ChannelRefundId = row.OptionalText(7),
        CreatedAt = row.Time(8),
        UpdatedAt = row.Time(9),
        SucceededAt = row.OptionalTime(10),
        Error = Json.DecodeError(row, 11),
    };
}
