using Payments.Simulation.Stage;
using Payments.Storage;

namespace Payments.Simulation.Mutants;

/// <summary>The engine does not see that a credential was handed out, and passes the right to be charged on.</summary>
internal sealed class HiddenCredential(IPaymentStore inner, World world) : StoreShell(inner)
{
    public override async ValueTask<PaymentOrder?> FindOrderAsync(OrderNo orderNo, CancellationToken cancellationToken) =>
        await base.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false) is { } order
            ? order with { Attempts = [.. order.Attempts.Select(attempt => attempt with { NextAction = null })] }
            : null;

    public override ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken)
    {
        // What it does not see it must not wipe out either: that would be another bug.
        var stored = world.Books.Find(commit.Order.OrderNo)?.Order;
        var attempts = commit.Order.Attempts.Select(attempt => attempt with { NextAction = attempt.NextAction ?? stored?.FindAttempt(attempt.AttemptNo)?.NextAction });
        return base.CommitAsync(commit with { Order = commit.Order with { Attempts = [.. attempts] } }, cancellationToken);
    }
}

/// <summary>An event counts as delivered although its handler failed.</summary>
internal sealed class LostEvent(IPaymentStore inner) : StoreShell(inner)
{
    public override ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken) =>
        base.SettleEventsAsync([.. settlements.Select(settlement => settlement with { State = OutboxState.Delivered, DueAt = null })], cancellationToken);
}

/// <summary>A second success throws, and everything is rolled back.</summary>
internal sealed class SecondSuccessThrows(IPaymentStore inner) : StoreShell(inner)
{
    public override ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) =>
        commit.Events.Any(told => told is ExtraPaymentReceived) ? throw new IOException("The order is not waiting for a payment.") : base.CommitAsync(commit, cancellationToken);
}

/// <summary>A second success takes the place of the first.</summary>
internal sealed class SecondSuccessOverwrites(IPaymentStore inner) : StoreShell(inner)
{
    public override ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(
            commit.Events.OfType<ExtraPaymentReceived>().FirstOrDefault() is { } extra
                ? commit with { Order = commit.Order with { Status = OrderStatus.Paid, PaidAttemptNo = extra.AttemptNo, ChannelTransactionId = extra.ChannelTransactionId } }
                : commit,
            cancellationToken);
}

/// <summary>A request is worked on a second time a few seconds after it was begun.</summary>
internal sealed class ShortLease(IPaymentStore inner) : StoreShell(inner)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    public override ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken) =>
        base.BeginOrderAsync(intent with { LeaseUntil = intent.Now + Lease }, cancellationToken);
}

/// <summary>The state is committed, and its event is to follow.</summary>
internal sealed class StateWithoutEvent(IPaymentStore inner) : StoreShell(inner)
{
    public override ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(commit with { Events = [], Order = commit.Order with { LastEventSequence = commit.Order.LastEventSequence - commit.Events.Count } }, cancellationToken);
}

/// <summary>Whoever writes last wins, whatever was written meanwhile.</summary>
internal sealed class VersionsIgnored(IPaymentStore inner, World world) : StoreShell(inner)
{
    public override ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken)
    {
        var version = world.Books.Find(commit.Order.OrderNo)?.Order.Version ?? commit.ExpectedVersion;
        return base.CommitAsync(commit with { ExpectedVersion = version, ExpectedUpdatedAt = null, Order = commit.Order with { Version = version + 1 } }, cancellationToken);
    }
}
