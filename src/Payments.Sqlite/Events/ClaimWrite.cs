using System.Text.Json;
using Microsoft.Extensions.Logging;
using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Leases events that are due. The only writer holds the transaction, so nobody else can take them in between.</summary>
internal sealed class ClaimWrite : Write<IReadOnlyList<OutboxItem>>
{
    private const int MostEvents = 1_000;

    private readonly ClaimEvents _intent;
    private readonly ILogger _logger;

    /// <exception cref="ArgumentException">The owner is empty or the number of events out of range.</exception>
    public ClaimWrite(ClaimEvents intent, ILogger logger, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostEvents, nameof(intent));
        _intent = intent;
        _logger = logger;
    }

    protected override IReadOnlyList<OutboxItem> Execute(Session session)
    {
        var items = new List<OutboxItem>();
        var due = new List<(OrderNo OrderNo, int Sequence)>();
        var rows = session.Prepare(Sql.FindDueEvents).Bind(1, _intent.Now).Bind(2, _intent.Max);
        while (rows.Read())
        {
            due.Add((rows.OrderNo(0), (int)rows.Number(1)));
            if (TryRead(rows, due[^1]) is { } item)
            {
                items.Add(item);
            }
        }

        foreach (var (orderNo, sequence) in due)
        {
            session.Prepare(Sql.LeaseEvent).Bind(1, orderNo).Bind(2, sequence).Bind(3, _intent.Owner).Bind(4, _intent.LeaseUntil).Execute();
        }

        return items;
    }

    /// <summary>
    /// An event that a newer version wrote may be unreadable here. It is leased and left to a node that can read it; every other order's events go on.
    /// </summary>
    private OutboxItem? TryRead(Statement row, (OrderNo OrderNo, int Sequence) place)
    {
        try
        {
            return EventRow.ReadItem(row, _intent.Owner);
        }
        catch (JsonException fault)
        {
            Log.UnreadableEvent(_logger, place.OrderNo, place.Sequence, fault);
            return null;
        }
    }
}
