using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Writes down what delivering came to.</summary>
internal sealed class SettleWrite(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    private readonly byte[]?[] _deliveredTo = [.. settlements.Select(settlement => Json.Encode(settlement.DeliveredTo))];

    protected override bool Execute(Session session)
    {
        var isNextDue = false;
        for (var i = 0; i < settlements.Count; i++)
        {
            isNextDue |= Settle(session, settlements[i], _deliveredTo[i]);
        }

        return isNextDue;
    }

    private static bool Settle(Session session, OutboxSettlement settlement, byte[]? deliveredTo)
    {
        var isPending = settlement.State == OutboxState.Pending;
        var changed = session.Prepare(Sql.SettleEvent)
            .Bind(1, settlement.OrderNo)
            .Bind(2, settlement.Sequence)
            .Bind(3, settlement.Owner)
            .Bind(4, settlement.State.ToString())
            .Bind(5, isPending ? settlement.DueAt ?? DateTimeOffset.MinValue : null)
            .Bind(6, settlement.Attempts)
            .BindJson(7, deliveredTo)
            .Bind(8, settlement.LastError)
            .Execute();
        return changed == 1 && !isPending && session.Prepare(Sql.PromoteEvent).Bind(1, settlement.OrderNo).Execute() > 0;
    }
}
