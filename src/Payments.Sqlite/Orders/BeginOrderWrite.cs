using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Creates an order unless its key or its merchant's number exists.</summary>
internal sealed class BeginOrderWrite(BeginOrder intent, CancellationToken cancellationToken) : Write<BeginOrderResult>(cancellationToken)
{
    private static readonly BeginOrderResult Started = new BeginOrderResult.Started();

    private readonly OrderRow _order = new(intent.Order, intent.NextCheckAt);
    private readonly EventRow[] _events = EventRow.Of(intent.Order.OrderNo, intent.Events);

    protected override BeginOrderResult Execute(Session session)
    {
        if (!InsertRecord(session))
        {
            return FindEarlier(session);
        }

        if (!_order.Insert(session))
        {
            BindKey(session.Prepare(Sql.DeleteIdempotency)).Execute();
            return new BeginOrderResult.MerchantOrderNoTaken(FindTaken(session));
        }

        foreach (var row in _events)
        {
            row.Insert(session);
        }

        return Started;
    }

    private BeginOrderResult FindEarlier(Session session)
    {
        var record = BindKey(session.Prepare(Sql.FindIdempotency));
        if (!record.Read())
        {
            throw new InvalidOperationException("An idempotency record is neither new nor there.");
        }

        var isSame = record.Bytes(0).SequenceEqual(intent.Fingerprint.Span);
        var orderNo = record.OrderNo(1);
        var leaseUntil = record.Time(2);
        var answer = record.IsNull(3) ? null : record.Bytes(3).ToArray();
        record.Reset();
        return (isSame, answer) switch
        {
            (false, _) => new BeginOrderResult.KeyReused(orderNo),
            (_, not null) => new BeginOrderResult.Answered(answer),
            _ when intent.Now < leaseUntil => new BeginOrderResult.InFlight(leaseUntil),
            _ => Resume(session, orderNo),
        };
    }

    private BeginOrderResult.Resumed Resume(Session session, OrderNo orderNo)
    {
        BindKey(session.Prepare(Sql.LeaseIdempotency)).Bind(3, intent.LeaseUntil).Execute();
        var order = OrderRow.Read(session, session.Prepare(Sql.FindOrder).Bind(1, orderNo));
        return new BeginOrderResult.Resumed(order ?? throw new InvalidOperationException($"Order {orderNo} has an idempotency record and no row."));
    }

    private OrderNo FindTaken(Session session)
    {
        var row = session.Prepare(Sql.FindOrderNo).Bind(1, intent.Order.MerchantId).Bind(2, intent.Order.MerchantOrderNo);
        var found = row.Read() ? row.OrderNo(0) : throw new InvalidOperationException("A merchant's order number is taken and by no order.");
        row.Reset();
        return found;
    }

    private bool InsertRecord(Session session) => BindKey(session.Prepare(Sql.InsertIdempotency))
        .Bind(3, intent.Fingerprint.Span)
        .Bind(4, intent.Order.OrderNo)
        .Bind(5, intent.LeaseUntil)
        .Bind(6, intent.RetainUntil)
        .Execute() == 1;

    private Statement BindKey(Statement statement) => statement.Bind(1, intent.Order.MerchantId).Bind(2, intent.IdempotencyKey);
}
