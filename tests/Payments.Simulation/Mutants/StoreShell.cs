using Payments.Channels;
using Payments.Storage;

namespace Payments.Simulation.Mutants;

/// <summary>Hands everything on to a store. Bugs override what they break.</summary>
internal abstract class StoreShell(IPaymentStore inner) : IPaymentStore
{
    public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public virtual ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken) => inner.BeginOrderAsync(intent, cancellationToken);

    public virtual ValueTask<PaymentOrder?> FindOrderAsync(OrderNo orderNo, CancellationToken cancellationToken) => inner.FindOrderAsync(orderNo, cancellationToken);

    public PaymentOrder? RecallOrder(OrderNo orderNo) => inner.RecallOrder(orderNo);

    public virtual ValueTask<PaymentOrder?> FindOrderAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken) => inner.FindOrderAsync(merchantId, merchantOrderNo, cancellationToken);

    public virtual ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) => inner.CommitAsync(commit, cancellationToken);

    public ValueTask RecordEvidenceAsync(Evidence evidence, CancellationToken cancellationToken) => inner.RecordEvidenceAsync(evidence, cancellationToken);

    public ValueTask<IReadOnlyList<Evidence>> ReadEvidenceAsync(OrderNo orderNo, int max, CancellationToken cancellationToken) => inner.ReadEvidenceAsync(orderNo, max, cancellationToken);

    public ValueTask<IReadOnlyList<Evidence>> ReadRecentEvidenceAsync(string account, int max, CancellationToken cancellationToken) => inner.ReadRecentEvidenceAsync(account, max, cancellationToken);

    public ValueTask<IReadOnlyList<PaymentEvent>> ReadEventsAsync(OrderNo orderNo, int afterSequence, int max, CancellationToken cancellationToken) => inner.ReadEventsAsync(orderNo, afterSequence, max, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxItem>> ClaimEventsAsync(ClaimEvents intent, CancellationToken cancellationToken) => inner.ClaimEventsAsync(intent, cancellationToken);

    public virtual ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken) => inner.SettleEventsAsync(settlements, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxItem>> ReadDeadLettersAsync(int max, CancellationToken cancellationToken) => inner.ReadDeadLettersAsync(max, cancellationToken);

    public ValueTask<bool> ReplayDeadLetterAsync(string eventId, DateTimeOffset now, CancellationToken cancellationToken) => inner.ReplayDeadLetterAsync(eventId, now, cancellationToken);

    public virtual ValueTask<IReadOnlyList<PaymentOrder>> ClaimDueOrdersAsync(ClaimOrders intent, CancellationToken cancellationToken) => inner.ClaimDueOrdersAsync(intent, cancellationToken);

    public ValueTask ScheduleCheckAsync(ScheduleCheck intent, CancellationToken cancellationToken) => inner.ScheduleCheckAsync(intent, cancellationToken);

    public ValueTask<int> PurgeIdempotencyAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) => inner.PurgeIdempotencyAsync(now, max, cancellationToken);

    public ValueTask RecordSwitchAsync(ChannelSwitch channelSwitch, CancellationToken cancellationToken) => inner.RecordSwitchAsync(channelSwitch, cancellationToken);

    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(CancellationToken cancellationToken) => inner.ReadSwitchesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchHistoryAsync(string account, int max, CancellationToken cancellationToken) => inner.ReadSwitchHistoryAsync(account, max, cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);
}
