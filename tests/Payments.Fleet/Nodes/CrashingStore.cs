using Payments.Storage;

namespace Payments.Fleet.Nodes;

/// <summary>Hands everything on to the store, and can die around each call.</summary>
internal sealed class CrashingStore(IPaymentStore inner, CrashSwitch crash) : StoreShell(inner)
{
    private readonly IPaymentStore _inner = inner;

    public override async ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken)
    {
        crash.Reach(CrashPoint.OrderBeforeBegin);
        var result = await crash.DuringAsync(CrashPoint.OrderBeginInFlight, () => _inner.BeginOrderAsync(intent, cancellationToken));
        if (result is BeginOrderResult.Started)
        {
            crash.Reach(CrashPoint.OrderAfterBegin);
        }

        return result;
    }

    public override async ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken)
    {
        var isAnswer = commit.Idempotency?.Answer is not null;
        var isCallback = commit.Evidence?.Source == EvidenceSource.Notification;
        var point = isAnswer ? CrashPoint.AnswerCommitInFlight : isCallback ? CrashPoint.CallbackCommitInFlight : "";
        var result = await crash.DuringAsync(point, () => _inner.CommitAsync(commit, cancellationToken));
        if (result != CommitResult.Committed)
        {
            return result;
        }

        if (isAnswer)
        {
            crash.Reach(CrashPoint.AnswerAfterCommit);
        }

        if (isCallback)
        {
            crash.Reach(CrashPoint.CallbackAfterCommit);
        }

        if (commit.Events.Any(each => each is RefundCreated))
        {
            crash.Reach(CrashPoint.RefundAfterWritten);
        }

        return result;
    }

    public override async ValueTask<IReadOnlyList<OutboxItem>> ClaimEventsAsync(ClaimEvents intent, CancellationToken cancellationToken)
    {
        var claimed = await _inner.ClaimEventsAsync(intent, cancellationToken);
        if (claimed.Count > 0)
        {
            crash.Reach(CrashPoint.OutboxAfterClaim);
        }

        return claimed;
    }

    public override async ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken)
    {
        crash.Reach(CrashPoint.OutboxBeforeSettle);
        var isNextDue = await crash.DuringAsync(CrashPoint.OutboxSettleInFlight, () => _inner.SettleEventsAsync(settlements, cancellationToken));
        crash.Reach(CrashPoint.OutboxAfterSettle);
        return isNextDue;
    }

    public override async ValueTask<IReadOnlyList<PaymentOrder>> ClaimDueOrdersAsync(ClaimOrders intent, CancellationToken cancellationToken)
    {
        var claimed = await _inner.ClaimDueOrdersAsync(intent, cancellationToken);
        if (claimed.Count > 0)
        {
            crash.Reach(CrashPoint.SweepAfterClaim);
        }

        return claimed;
    }
}
