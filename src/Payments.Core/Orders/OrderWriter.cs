using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Payments.Core.Diagnostics;
using Payments.Core.Events;
using Payments.Core.Refunds;
using Payments.Core.Sweeping;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// Reads, decides and commits, and decides again when somebody else was faster: the row version is the only lock (law 9).
/// </summary>
internal sealed class OrderWriter(IPaymentStore store, CheckSchedule schedule, CommitSignal signal, TimeProvider time, ILogger<OrderWriter> logger, CoreTelemetry? telemetry = null)
{
    // Every lost race means that somebody else's change went through, and an order has few changes in its life.
    private const int MaxRaces = 64;

    private readonly OrderQueue _queue = new(time);

    /// <summary>Applies a decision to an order.</summary>
    /// <param name="orderNo">The order.</param>
    /// <param name="decide">Decides from the order as it stands; called again after a lost race, so it must be pure.</param>
    /// <param name="evidence">Makes the evidence to keep with the change, or without one when nothing changes.</param>
    /// <param name="idempotency">What to write into the request's record with the change.</param>
    /// <param name="known">The order as the caller just had it from the store: saves reading it again. If it is outdated, the version tells.</param>
    /// <param name="cancellationToken">Gives up between tries.</param>
    /// <returns>The transition that was committed, or <see langword="null"/> when there is no such order.</returns>
    /// <exception cref="TimeoutException">The order kept changing.</exception>
    public async Task<Transition?> ApplyAsync(
        OrderNo orderNo,
        Func<PaymentOrder, Transition> decide,
        Func<Transition, Evidence>? evidence = null,
        Func<Transition, IdempotencyUpdate>? idempotency = null,
        PaymentOrder? known = null,
        CancellationToken cancellationToken = default)
    {
        if (known is null && await TryFromMemoryAsync(orderNo, decide, evidence, idempotency, cancellationToken).ConfigureAwait(false) is { } remembered)
        {
            return remembered;
        }

        var order = known ?? await store.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            return null;
        }

        if (await TryCommitAsync(decide(order), evidence, idempotency, cancellationToken).ConfigureAwait(false) is { } committed)
        {
            return committed;
        }

        var isOurTurn = await _queue.EnterAsync(orderNo, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RaceAsync(orderNo, decide, evidence, idempotency, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (isOurTurn)
            {
                _queue.Leave(orderNo);
            }
        }
    }

    /// <summary>
    /// Saves the reading where a change follows: the commit compares. A decision to change nothing has nothing that compares, and is made from what
    /// is stored.
    /// </summary>
    private async ValueTask<Transition?> TryFromMemoryAsync(
        OrderNo orderNo,
        Func<PaymentOrder, Transition> decide,
        Func<Transition, Evidence>? evidence,
        Func<Transition, IdempotencyUpdate>? idempotency,
        CancellationToken cancellationToken) =>
        store.RecallOrder(orderNo) is { } order && Guess(order, decide) is { ChangesNothing: false } transition
            ? await TryCommitAsync(transition, evidence, idempotency, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>A refund or an attempt that an outdated order does not have is no fault: what is stored decides.</summary>
    private static Transition? Guess(PaymentOrder remembered, Func<PaymentOrder, Transition> decide)
    {
        try
        {
            return decide(remembered);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task<Transition?> RaceAsync(
        OrderNo orderNo,
        Func<PaymentOrder, Transition> decide,
        Func<Transition, Evidence>? evidence,
        Func<Transition, IdempotencyUpdate>? idempotency,
        CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await store.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false) is not { } order)
            {
                return null;
            }

            if (await TryCommitAsync(decide(order), evidence, idempotency, cancellationToken).ConfigureAwait(false) is { } committed)
            {
                return committed;
            }
        }

        throw new TimeoutException($"Order {orderNo} changed {MaxRaces} times while one change was applied; nothing was applied.");
    }

    private async ValueTask<Transition?> TryCommitAsync(
        Transition transition,
        Func<Transition, Evidence>? evidence,
        Func<Transition, IdempotencyUpdate>? idempotency,
        CancellationToken cancellationToken)
    {
        if (transition.ChangesNothing && !transition.ChecksNow && idempotency is null)
        {
            if (evidence is not null)
            {
                await store.RecordEvidenceAsync(evidence(transition), cancellationToken).ConfigureAwait(false);
            }

            return transition;
        }

        // An answer, or a wish to look soon, is written on its own version, so that it never hides a change of somebody else.
        var after = transition.ChangesNothing ? transition.Before with { Version = transition.Before.Version + 1 } : transition.After;
        var settled = transition with { After = after };
        var result = await CommitAsync(
            new OrderCommit
            {
                ExpectedVersion = transition.Before.Version,
                ExpectedUpdatedAt = transition.Before.UpdatedAt,
                Order = after,
                NextCheckAt = transition.ChecksNow ? schedule.Now : schedule.Next(after),
                Events = transition.Events,
                Evidence = evidence?.Invoke(settled),
                Idempotency = idempotency?.Invoke(settled),
            },
            cancellationToken).ConfigureAwait(false);
        if (result == CommitResult.Conflict)
        {
            return null;
        }

        Announce(transition, after);
        return settled;
    }

    private async ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken)
    {
        var watch = telemetry?.OrderCommit.Begin() ?? default;
        watch.Tell(PaymentsTags.OrderNo, commit.Order.OrderNo.Value);
        var came = Outcomes.Faulted;
        try
        {
            var result = await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            came = result == CommitResult.Conflict ? "conflict" : "committed";
            if (result != CommitResult.Conflict)
            {
                telemetry?.Committed(commit.Order.OrderNo, commit.Events);
            }

            return result;
        }
        finally
        {
            watch.End(new TagList { { PaymentsTags.Outcome, came } }, isFault: came == Outcomes.Faulted);
        }
    }

    private void Announce(Transition transition, PaymentOrder after)
    {
        if (transition.Events.Count == 0)
        {
            return;
        }

        signal.Committed(after.OrderNo);
        Log.OrderChanged(logger, after.OrderNo, after.Status, transition.Reason);
        foreach (var told in transition.Events)
        {
            if (told is ExtraPaymentReceived extra)
            {
                Log.ExtraPayment(logger, after.OrderNo, extra.AttemptNo);
            }
            else if (told is RefundEvent refund)
            {
                RefundLog.Tell(logger, refund);
            }
        }
    }
}
