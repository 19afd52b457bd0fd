using System.Text.Json;

namespace Payments.Sqlite;

/// <summary>An attempt on its way into its table.</summary>
internal sealed class AttemptRow
{
    /// <summary>Where an attempt begins in the rows of an order.</summary>
    public const int FirstColumn = 20;

    private readonly OrderNo _orderNo;
    private readonly PaymentAttempt _attempt;
    private readonly byte[]? _nextAction;
    private readonly byte[]? _error;
    private readonly byte[]? _route;

    /// <exception cref="ArgumentException">The attempt's number is not one of the order's.</exception>
    public AttemptRow(OrderNo orderNo, PaymentAttempt attempt)
    {
        if (!OrderNo.TryFromAttemptNo(attempt.AttemptNo, out var owner) || owner != orderNo)
        {
            throw new ArgumentException($"An attempt of order {orderNo} is numbered '{attempt.AttemptNo}'. Number it with OrderNo.ToAttemptNo.", nameof(attempt));
        }

        _orderNo = orderNo;
        _attempt = attempt;
        _nextAction = attempt.NextAction is null ? null : JsonSerializer.SerializeToUtf8Bytes(attempt.NextAction, PaymentsJson.Default.NextAction);
        _error = Json.Encode(attempt.Error);
        _route = attempt.Route is null ? null : JsonSerializer.SerializeToUtf8Bytes(attempt.Route, PaymentsJson.Default.RouteRecord);
    }

    public void Write(Session session) => session.Prepare(Sql.WriteAttempt)
        .Bind(1, _orderNo)
        .Bind(2, _attempt.AttemptNo)
        .Bind(3, _attempt.ChannelAccount)
        .Bind(4, _attempt.Method.Value)
        .Bind(5, _attempt.Status.ToString())
        .Bind(6, _attempt.RouteReason)
        .Bind(7, _attempt.CreatedAt)
        .Bind(8, _attempt.UpdatedAt)
        .BindJson(9, _nextAction)
        .Bind(10, _attempt.ChannelTransactionId)
        .BindJson(11, _error)
        .BindJson(12, _route)
        .Execute();

    public static PaymentAttempt Read(Statement row) => new()
    {
        AttemptNo = row.Text(FirstColumn),
        ChannelAccount = row.Text(FirstColumn + 1),
        Method = PaymentMethod.Parse(row.Text(FirstColumn + 2)),
        Status = Enum.Parse<AttemptStatus>(row.Text(FirstColumn + 3)),
        RouteReason = row.Text(FirstColumn + 4),
        CreatedAt = row.Time(FirstColumn + 5),
        UpdatedAt = row.Time(FirstColumn + 6),
        NextAction = row.IsNull(FirstColumn + 7) ? null : JsonSerializer.Deserialize(row.Bytes(FirstColumn + 7), PaymentsJson.Default.NextAction),
        ChannelTransactionId = row.OptionalText(FirstColumn + 8),
        Error = Json.DecodeError(row, FirstColumn + 9),
        Route = row.IsNull(FirstColumn + 10) ? null : JsonSerializer.Deserialize(row.Bytes(FirstColumn + 10), PaymentsJson.Default.RouteRecord),
    };
}
