using Npgsql;

namespace Payments.PostgreSql;

/// <summary>An attempt on its way into its table.</summary>
internal sealed class AttemptRow
{
    private readonly OrderNo _orderNo;
    private readonly PaymentAttempt _attempt;
    private readonly string? _nextAction;
    private readonly string? _error;
    private readonly string? _route;

    /// <exception cref="ArgumentException">The attempt's number is not one of the order's.</exception>
    public AttemptRow(OrderNo orderNo, PaymentAttempt attempt)
    {
        if (!OrderNo.TryFromAttemptNo(attempt.AttemptNo, out var owner) || owner != orderNo)
        {
            throw new ArgumentException($"An attempt of order {orderNo} is numbered '{attempt.AttemptNo}'. Number it with OrderNo.ToAttemptNo.", nameof(attempt));
        }

        _orderNo = orderNo;
        _attempt = attempt;
        _nextAction = Json.Encode(attempt.NextAction);
        _error = Json.Encode(attempt.Error);
        _route = Json.Encode(attempt.Route);
    }

    public static NpgsqlCommand Bind(NpgsqlCommand command, IReadOnlyList<(int N, AttemptRow Row)> rows) => command
        .Numbers(rows, each => each.N)
        .Shorts(rows, each => (short)each.Row._orderNo.Shard)
        .Texts(rows, each => each.Row._orderNo.Value)
        .Texts(rows, each => each.Row._attempt.AttemptNo)
        .Texts(rows, each => each.Row._attempt.ChannelAccount)
        .Texts(rows, each => each.Row._attempt.Method.Value)
        .Texts(rows, each => Words.Of(each.Row._attempt.Status))
        .Texts(rows, each => each.Row._attempt.RouteReason)
        .Times(rows, each => each.Row._attempt.CreatedAt)
        .Times(rows, each => each.Row._attempt.UpdatedAt)
        .Texts(rows, each => each.Row._nextAction)
        .Texts(rows, each => each.Row._attempt.ChannelTransactionId)
        .Texts(rows, each => each.Row._error)
        .Texts(rows, each => each.Row._route);
}
