using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Leases events that are due. The only writer holds the transaction, so nobody else can take them in between.</summary>
internal sealed class ClaimWrite : Write<IReadOnlyList<OutboxItem>>
{
    private const int MostEvents = 1_000;

    private readonly ClaimEvents _intent;

    /// <exception cref="ArgumentException">The owner is empty or the number of events out of range.</exception>
    public ClaimWrite(ClaimEvents intent, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostEvents, nameof(intent));
        _intent = intent;
    }

    protected override IReadOnlyList<OutboxItem> Execute(Session session)
    {
        var due = EventRow.ReadItems(session.Prepare(Sql.FindDueEvents).Bind(1, _intent.Now).Bind(2, _intent.Max), _intent.Owner);
        foreach (var item in due)
        {
            session.Prepare(Sql.LeaseEvent)
                .Bind(1, item.Event.OrderNo)
                .Bind(2, item.Event.Sequence)
                .Bind(3, _intent.Owner)
                .Bind(4, _intent.LeaseUntil)
                .Execute();
        }

        return due;
    }
}
