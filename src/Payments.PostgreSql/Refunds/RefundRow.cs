using Npgsql;

namespace Payments.PostgreSql;

/// <summary>A refund on its way into its table.</summary>
internal sealed class RefundRow
{
    private readonly PaymentOrder _order;
    private readonly Refund _refund;
    private readonly int _place;
    private readonly string? _error;

    /// <param name="order">The order as it is to be written.</param>
    /// <param name="refund">One of its refunds.</param>
    /// <param name="place">Where it stands among them: with the order's version it says which refund was written down first.</param>
    /// <exception cref="ArgumentException">The refund is not of one of the order's attempts, or not in the order's currency.</exception>
    public RefundRow(PaymentOrder order, Refund refund, int place)
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

        _order = order;
        _refund = refund;
        _place = place;
        _error = Json.Encode(refund.Error);
    }

    public static NpgsqlCommand Bind(NpgsqlCommand command, IReadOnlyList<(int N, RefundRow Row)> rows) => command
        .Numbers(rows, each => each.N)
        .Shorts(rows, each => (short)each.Row._order.OrderNo.Shard)
        .Texts(rows, each => each.Row._order.OrderNo.Value)
        .Texts(rows, each => each.Row._refund.RefundNo)
        .Texts(rows, each => each.Row._refund.MerchantRefundNo)
        .Texts(rows, each => each.Row._refund.AttemptNo)
        .Longs(rows, each => each.Row._refund.Amount.MinorUnits)
        .Texts(rows, each => Words.Of(each.Row._refund.Cause))
        .Texts(rows, each => Words.Of(each.Row._refund.Status))
        .Texts(rows, each => each.Row._refund.Reason)
        .Texts(rows, each => each.Row._refund.ChannelRefundId)
        .Times(rows, each => each.Row._refund.CreatedAt)
        .Times(rows, each => each.Row._refund.UpdatedAt)
        .OptionalTimes(rows, each => each.Row._refund.SucceededAt)
        .Texts(rows, each => each.Row._error)
        .Longs(rows, each => each.Row._order.Version)
        .Numbers(rows, each => each.Row._place);
}
