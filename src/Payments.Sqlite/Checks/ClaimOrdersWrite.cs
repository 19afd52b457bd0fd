using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Leases orders that are due. The only writer holds the transaction, so nobody else can take them in between.</summary>
internal sealed class ClaimOrdersWrite : Write<IReadOnlyList<PaymentOrder>>
{
    private const int MostOrders = 1_000;

    private readonly ClaimOrders _intent;
    private readonly ILogger _logger;

    /// <exception cref="ArgumentException">The owner is empty or the number of orders out of range.</exception>
    public ClaimOrdersWrite(ClaimOrders intent, ILogger logger, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostOrders, nameof(intent));
        _intent = intent;
        _logger = logger;
    }

    protected override IReadOnlyList<PaymentOrder> Execute(Session session)
    {
        var due = new List<OrderNo>();
        var rows = session.Prepare(Sql.FindDueOrders).Bind(1, _intent.Now).Bind(2, _intent.Max);
        while (rows.Read())
        {
            due.Add(rows.OrderNo(0));
        }

        var claimed = new List<PaymentOrder>(due.Count);
        foreach (var orderNo in due)
        {
            session.Prepare(Sql.LeaseOrder).Bind(1, orderNo).Bind(2, _intent.Owner).Bind(3, _intent.LeaseUntil).Execute();
            if (TryRead(session, orderNo) is { } order)
            {
                claimed.Add(order);
            }
        }

        return claimed;
    }

    /// <summary>An order that a newer version wrote may be unreadable here. It is leased and left to a node that can read it; every other order goes on.</summary>
    private PaymentOrder? TryRead(Session session, OrderNo orderNo)
    {
        var rows = session.Prepare(Sql.FindOrder).Bind(1, orderNo);
        try
        {
            return OrderRow.Read(session, rows);
        }
        catch (Exception fault) when (fault is not SqliteException)
        {
            session.ResetStatements();
            Log.UnreadableOrder(_logger, orderNo, fault);
            return null;
        }
    }
}
