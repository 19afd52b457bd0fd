using Payments.Channels;

namespace Payments.Storage;

/// <summary>
/// Where orders, their evidence and their events live. A unit of work over intent: each call is one transaction that happens whole or not at all,
/// and truth is the store's own unique constraints and row versions. Thread-safe; a singleton. A cancelled call may still have been committed.
/// </summary>
public interface IPaymentStore
{
    /// <summary>Creates the schema or migrates it to this version. Safe to call from many nodes at once.</summary>
    /// <exception cref="PaymentConfigurationException">The store cannot be opened, or its schema is newer than this package.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes an order, its idempotency record and its events, unless the key or the merchant's order number exists.
    /// An existing, unanswered record whose lease is over is leased again to the caller.
    /// </summary>
    ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken);

    /// <summary>The order, its attempts oldest first, or <see langword="null"/>.</summary>
    ValueTask<PaymentOrder?> FindOrderAsync(OrderNo orderNo, CancellationToken cancellationToken);

    /// <summary>
    /// The order as this node last had it from the store, without asking the store; <see langword="null"/> where it does not remember. It may be
    /// outdated: good to base a commit on, which compares, and proof of nothing. Default: remembers none.
    /// </summary>
    PaymentOrder? RecallOrder(OrderNo orderNo) => null;

    /// <summary>The order with the merchant's own number, or <see langword="null"/>.</summary>
    ValueTask<PaymentOrder?> FindOrderAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken);

    /// <summary>Applies a change if the order's version is still the one it was based on: order, attempts, events, evidence and answer together.</summary>
    ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken);

    /// <summary>Keeps evidence that changes no order.</summary>
    ValueTask RecordEvidenceAsync(Evidence evidence, CancellationToken cancellationToken);

    /// <summary>The evidence kept for an order, oldest first.</summary>
    ValueTask<IReadOnlyList<Evidence>> ReadEvidenceAsync(OrderNo orderNo, int max, CancellationToken cancellationToken);

    /// <summary>The newest evidence of a channel account, newest first, whatever order it names.</summary>
    ValueTask<IReadOnlyList<Evidence>> ReadRecentEvidenceAsync(string account, int max, CancellationToken cancellationToken);

    /// <summary>The order's events after a sequence number, in order.</summary>
    ValueTask<IReadOnlyList<PaymentEvent>> ReadEventsAsync(OrderNo orderNo, int afterSequence, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Leases undelivered events that are due, each order's oldest first, and never an event while an earlier one of its order is undelivered
    /// (dead letters do not hold later events back).
    /// </summary>
    ValueTask<IReadOnlyList<OutboxItem>> ClaimEventsAsync(ClaimEvents intent, CancellationToken cancellationToken);

    /// <summary>Writes down what delivering came to. Ignored when the lease is no longer the caller's.</summary>
    /// <returns>Whether by it the next event of an order became due: it is worth claiming at once.</returns>
    ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken);

    /// <summary>The dead letters, oldest first.</summary>
    ValueTask<IReadOnlyList<OutboxItem>> ReadDeadLettersAsync(int max, CancellationToken cancellationToken);

    /// <summary>Makes a dead letter due again.</summary>
    /// <returns><see langword="false"/> when there is no such dead letter.</returns>
    ValueTask<bool> ReplayDeadLetterAsync(string eventId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Leases orders whose <see cref="OrderCommit.NextCheckAt"/> has come, those that wait longest first. A leased order is nobody else's until the
    /// lease is over or a commit or <see cref="ScheduleCheckAsync"/> says when to look again.
    /// </summary>
    ValueTask<IReadOnlyList<PaymentOrder>> ClaimDueOrdersAsync(ClaimOrders intent, CancellationToken cancellationToken);

    /// <summary>Ends the lease of an order that did not change. Ignored when the lease is no longer the caller's, as after a commit.</summary>
    ValueTask ScheduleCheckAsync(ScheduleCheck intent, CancellationToken cancellationToken);

    /// <summary>Deletes idempotency records whose time is over, a bounded number per call.</summary>
    /// <returns>How many were deleted.</returns>
    ValueTask<int> PurgeIdempotencyAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>Keeps a switch; the newest of an account is in force. None is ever deleted.</summary>
    ValueTask RecordSwitchAsync(ChannelSwitch channelSwitch, CancellationToken cancellationToken);

    /// <summary>The switch in force of every account that ever had one, by account.</summary>
    ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(CancellationToken cancellationToken);

    /// <summary>The switches of an account, newest first.</summary>
    ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchHistoryAsync(string account, int max, CancellationToken cancellationToken);

    /// <summary>Answers whether the store can write, for a health check; throws what is wrong.</summary>
    Task PingAsync(CancellationToken cancellationToken);
}
