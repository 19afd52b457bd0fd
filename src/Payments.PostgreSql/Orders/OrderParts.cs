using Npgsql;

namespace Payments.PostgreSql;

/// <summary>The rows of one order as the server gave them.</summary>
internal sealed class OrderParts
{
    private const int KindColumn = 21;
    private const int RefundKind = 1;

    private readonly List<Part> _attempts = new(1);
    private readonly List<Part> _refunds = [];
    private Head _head;

    public static OrderParts ReadOrder(NpgsqlDataReader row) => new()
    {
        _head = new Head(
            row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetString(7), row.Time(8),
            row.Time(9), row.Time(10), row.OptionalTime(11), row.OptionalText(12), row.OptionalText(13), row.OptionalText(14), row.OptionalText(15),
            row.GetInt32(16), row.GetString(17), row.GetString(18), row.OptionalText(19), row.GetInt32(20)),
    };

    /// <summary>Takes the row's attempt or refund, where it has one. They come in the order in which they were written down.</summary>
    public bool Add(NpgsqlDataReader row)
    {
        if (row.IsDBNull(KindColumn))
        {
            return false;
        }

        var part = new Part(
            row.GetString(22), row.GetString(23), row.GetString(24), row.GetString(25), row.OptionalText(26), row.Time(27), row.Time(28),
            row.OptionalText(29), row.OptionalText(30), row.OptionalText(31), row.OptionalText(32), row.IsDBNull(33) ? 0 : row.GetInt64(33), row.OptionalTime(34));
        (row.GetInt32(KindColumn) == RefundKind ? _refunds : _attempts).Add(part);
        return true;
    }

    /// <exception cref="Exception">A newer version wrote what this one cannot read.</exception>
    public PaymentOrder ToOrder()
    {
        var currency = Currency.Parse(_head.Currency);
        var order = new PaymentOrder
        {
            OrderNo = OrderNo.Parse(_head.OrderNo),
            Version = _head.Version,
            Amount = Money.FromMinorUnits(_head.Amount, currency),
            Subject = _head.Subject,
            Method = PaymentMethod.Parse(_head.Method),
            Status = Enum.Parse<OrderStatus>(_head.Status),
            CreatedAt = _head.CreatedAt,
            ExpiresAt = _head.ExpiresAt,
            UpdatedAt = _head.UpdatedAt,
            PaidAt = _head.PaidAt,
            PaidAttemptNo = _head.PaidAttemptNo,
            ChannelTransactionId = _head.ChannelTransactionId,
            ReturnUrl = _head.ReturnUrl,
            Error = Json.DecodeError(_head.Error),
            LastEventSequence = _head.LastEventSequence,
            MerchantId = _head.MerchantId,
            MerchantOrderNo = _head.MerchantOrderNo,
            ChargeRight = new ChargeRight(_head.ChargeAttemptNo, _head.ChargeFence),
            Attempts = [.. _attempts.Select(ToAttempt)],
        };
        return _refunds.Count == 0 ? order : order with { Refunds = [.. _refunds.Select(part => ToRefund(part, currency))] };
    }

    private static PaymentAttempt ToAttempt(Part part) => new()
    {
        AttemptNo = part.Number,
        ChannelAccount = part.Account,
        Method = PaymentMethod.Parse(part.Method),
        Status = Enum.Parse<AttemptStatus>(part.Status),
        RouteReason = part.Reason ?? "",
        CreatedAt = part.CreatedAt,
        UpdatedAt = part.UpdatedAt,
        ChannelTransactionId = part.ChannelId,
        Error = Json.DecodeError(part.Error),
        NextAction = Json.DecodeAction(part.Detail),
        Route = Json.DecodeRoute(part.Route),
    };

    private static Refund ToRefund(Part part, Currency currency) => new()
    {
        RefundNo = part.Number,
        MerchantRefundNo = part.Account,
        AttemptNo = part.Method,
        Status = Enum.Parse<RefundStatus>(part.Status),
        Reason = part.Reason,
        CreatedAt = part.CreatedAt,
        UpdatedAt = part.UpdatedAt,
        ChannelRefundId = part.ChannelId,
        Error = Json.DecodeError(part.Error),
        Cause = Enum.Parse<RefundCause>(part.Detail ?? ""),
        Amount = Money.FromMinorUnits(part.Amount, currency),
        SucceededAt = part.SucceededAt,
    };

    private readonly record struct Head(
        string OrderNo, long Version, string Currency, long Amount, string Subject, string Method, string Status, DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt, DateTimeOffset UpdatedAt, DateTimeOffset? PaidAt, string? PaidAttemptNo, string? ChannelTransactionId,
        string? ReturnUrl, string? Error, int LastEventSequence, string MerchantId, string MerchantOrderNo, string? ChargeAttemptNo, int ChargeFence);

    /// <summary>An attempt, or a refund in the same columns: account is the merchant's refund number, method the attempt, detail the cause.</summary>
    private readonly record struct Part(
        string Number, string Account, string Method, string Status, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
        string? ChannelId, string? Error, string? Detail, string? Route, long Amount, DateTimeOffset? SucceededAt);
}
