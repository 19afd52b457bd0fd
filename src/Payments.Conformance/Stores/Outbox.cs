using Payments.Storage;

namespace Payments.Conformance;

/// <summary>Settlements to test outboxes with.</summary>
public static class Outbox
{
    /// <summary>What became of a claimed event, in its claimer's name.</summary>
    public static OutboxSettlement Settle(OutboxItem item, OutboxState state, DateTimeOffset? dueAt = null) => new()
    {
        OrderNo = item.Event.OrderNo,
        Sequence = item.Event.Sequence,
        Owner = item.Owner,
        State = state,
        Attempts = item.Attempts + 1,
        DeliveredTo = item.DeliveredTo,
        DueAt = state == OutboxState.Pending ? dueAt ?? Sample.Now : null,
        LastError = state == OutboxState.Delivered ? null : "the handler threw",
    };
}
