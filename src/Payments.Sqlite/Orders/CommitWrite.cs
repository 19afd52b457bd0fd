using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Applies one change of one order, if its version is still the one the change is based on.</summary>
internal sealed class CommitWrite : Write<CommitResult>
{
    private readonly OrderCommit _commit;
    private readonly OrderRow _order;
    private readonly EventRow[] _events;

    /// <exception cref="ArgumentException">The order's version is not one higher than the expected one.</exception>
    public CommitWrite(OrderCommit commit, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        if (commit.Order.Version != commit.ExpectedVersion + 1)
        {
            throw new ArgumentException(
                $"A commit of order {commit.Order.OrderNo} goes from version {commit.ExpectedVersion} to {commit.Order.Version}: a version rises by one.",
                nameof(commit));
        }

        _commit = commit;
        _order = new OrderRow(commit.Order, commit.NextCheckAt);
        _events = EventRow.Of(commit.Order.OrderNo, commit.Events);
    }

    protected override CommitResult Execute(Session session)
    {
        if (!_order.Update(session, _commit.ExpectedUpdatedAt))
        {
            return RefuseOtherOrder(session, _commit);
        }

        foreach (var row in _events)
        {
            row.Insert(session);
        }

        if (_commit.Evidence is { } evidence)
        {
            EvidenceRow.Insert(session, evidence);
        }

        if (_commit.Idempotency is { } idempotency)
        {
            Answer(session, idempotency);
        }

        return CommitResult.Committed;
    }

    private static CommitResult RefuseOtherOrder(Session session, OrderCommit commit)
    {
        var row = session.Prepare(Sql.FindVersion).Bind(1, commit.Order.OrderNo);
        var isSame = row.Read() && row.Number(0) == commit.ExpectedVersion && (commit.ExpectedUpdatedAt is not { } updatedAt || row.Time(1) == updatedAt);
        row.Reset();
        return isSame
            ? throw new ArgumentException(
                $"A commit of order {commit.Order.OrderNo} changes its merchant, its merchant's number, its amount or its creation time. These never change: make another order.",
                nameof(commit))
            : CommitResult.Conflict;
    }

    private void Answer(Session session, IdempotencyUpdate update)
    {
        var statement = session.Prepare(Sql.AnswerIdempotency)
            .Bind(1, update.MerchantId)
            .Bind(2, update.Key)
            .Bind(3, _commit.Order.OrderNo);
        _ = update.Answer is { } answer ? statement.Bind(4, answer.Span) : statement.BindNull(4);
        statement.Execute();
    }
}
