using System.Diagnostics;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// Takes an order's attempt to its channel and writes down what came of it, together with the answer to the request's key. An attempt that fails or is
/// not answered passes the right to be charged to another account where that is provably safe (law 3).
/// </summary>
internal sealed class AttemptRunner(
    IPaymentChannels channels,
    ChannelCaller caller,
    AttemptFactory attempts,
    Failover failover,
    RefreshOrder refresh,
    Evidencing evidencing,
    OrderWriter writer,
    IOptions<PaymentsOptions> options,
    TimeProvider time)
{
    /// <remarks>No caller's cancellation from here on: each step has its own time limit.</remarks>
    public async Task<OrderOutcome> RunAsync(AttemptRun run)
    {
        // Each turn but the last moves on to another account, and those are counted.
        for (var turn = 0; turn <= Failover.MostTurns; turn++)
        {
            if (await TurnAsync(run).ConfigureAwait(false) is { } outcome)
            {
                return outcome;
            }
        }

        throw new UnreachableException();
    }

    /// <returns>The outcome, or <see langword="null"/> when another account took over.</returns>
    private async Task<OrderOutcome?> TurnAsync(AttemptRun run)
    {
        var attempt = run.Attempt;
        if (run.Order.IsFinal || attempt.NextAction is not null || AttemptRules.HasEnded(attempt))
        {
            return await AnswerAsync(run, current => Transition.None(current, EvidenceVerdict.Ignored, "It was finished before."), attempt.Error).ConfigureAwait(false);
        }

        if (channels.Find(attempt.ChannelAccount) is not { } channel)
        {
            return await ReleaseAsync(run, Errors.AccountGone(attempt.ChannelAccount)).ConfigureAwait(false);
        }

        if (time.GetUtcNow() >= run.Order.ExpiresAt)
        {
            return await ReleaseAsync(run, Errors.OrderEnded(OrderStatus.Closed)).ConfigureAwait(false);
        }

        if (attempt.Status == AttemptStatus.Created && await BeginAsync(run).ConfigureAwait(false) is { } stopped)
        {
            return stopped;
        }

        var capability = channel.Capabilities.Find(attempt.Method);
        var asked = capability is { IsBarcode: true } && channel is IBarcodePay barcode
            ? await ChargeAsync(run, channel, barcode).ConfigureAwait(false)
            : await AskAsync(run, channel, capability).ConfigureAwait(false);
        if (await failover.TryAsync(run, asked, capability?.ChargesWithoutCredential ?? true).ConfigureAwait(false))
        {
            return null;
        }

        return asked switch
        {
            Asked.NextStep next => await AnswerAsync(run, order => OrderStateMachine.Accepted(order, run.AttemptNo, next.Value, time.GetUtcNow())).ConfigureAwait(false),
            Asked.Charged charged => await ChargedAsync(run, channel, charged.Value).ConfigureAwait(false),
            Asked.Refused refused => await RefusedAsync(run, refused.Error).ConfigureAwait(false),
            Asked.Unanswered unanswered => await UnknownAsync(run, unanswered.Error).ConfigureAwait(false),
            Asked.NotSent notSent => await NotSentAsync(run, notSent.Error).ConfigureAwait(false),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Takes the right to be charged, before anything is sent.</summary>
    private async Task<OrderOutcome?> BeginAsync(AttemptRun run)
    {
        var sending = await writer.ApplyAsync(run.Order.OrderNo, current => OrderStateMachine.Sending(current, run.AttemptNo, time.GetUtcNow()), known: run.Order).ConfigureAwait(false)
            ?? throw Vanished(run);
        run.Order = sending.After;
        if (run.Order.IsFinal)
        {
            // It ended meanwhile: nothing may be sent for it any more.
            return await ReleaseAsync(run, Errors.OrderEnded(run.Order.Status)).ConfigureAwait(false);
        }

        return AttemptRules.IsHolder(run.Order, run.Attempt) ? null : await ReleaseAsync(run, Errors.AttemptInFlight()).ConfigureAwait(false);
    }

    private async Task<Asked> AskAsync(AttemptRun run, IPaymentChannel channel, MethodCapability? capability)
    {
        var order = attempts.ToChannelOrder(run.Order, run.Attempt, run.Payer);
        var limit = failover.PatienceWith(run, channel.Account, capability);
        try
        {
            var outcome = await caller.CallAsync(channel, "create", limit, token => channel.CreateAsync(order, token), CancellationToken.None).ConfigureAwait(false);
            return outcome.Match<Asked>(next => new Asked.NextStep(next), error => new Asked.Refused(error), error => new Asked.Unanswered(error));
        }
        catch (ChannelUnreachableException exception)
        {
            return new Asked.NotSent(exception.Error with { RetryAfter = Errors.LaterAgain });
        }
    }

    private async Task<Asked> ChargeAsync(AttemptRun run, IPaymentChannel channel, IBarcodePay barcode)
    {
        var order = attempts.ToChannelOrder(run.Order, run.Attempt, run.Payer);
        try
        {
            var outcome = await caller.CallAsync(channel, "charge", options.Value.BarcodeTimeout, token => barcode.PayAsync(order, token), CancellationToken.None).ConfigureAwait(false);
            return outcome.Match<Asked>(payment => new Asked.Charged(payment), error => new Asked.Refused(error), error => new Asked.Unanswered(error));
        }
        catch (ChannelUnreachableException exception)
        {
            return new Asked.NotSent(exception.Error with { RetryAfter = Errors.LaterAgain });
        }
    }

    private async Task<OrderOutcome> ChargedAsync(AttemptRun run, IPaymentChannel channel, ChannelPayment payment)
    {
        if (payment.Status is ChannelPaymentStatus.AwaitingPayer or ChannelPaymentStatus.NotFound)
        {
            return await UnknownAsync(run, Errors.PayerIsPaying()).ConfigureAwait(false);
        }

        var answer = run.Key.Answer(_ => null);
        var release = run.Key.Release();
        var transition = await evidencing.ApplyAsync(
            run.Order.OrderNo,
            channel,
            payment,
            EvidenceSource.Charge,
            answer is null ? null : settled => settled.Verdict == EvidenceVerdict.Quarantined ? release!(settled) : answer(settled)).ConfigureAwait(false) ?? throw Vanished(run);
        return transition.Verdict == EvidenceVerdict.Quarantined
            ? new OrderOutcome.Unknown(transition.After, Errors.Mismatch(transition.Reason))
            : new OrderOutcome.Accepted(transition.After);
    }

    private async Task<OrderOutcome> RefusedAsync(AttemptRun run, PaymentError error)
    {
        if (run.SentBefore)
        {
            // The refusal is of the repetition; what the first call came to, only the channel can tell (law 3).
            var asked = await refresh.AskAsync(run.Order.OrderNo, run.Attempt, CancellationToken.None).ConfigureAwait(false);
            if (asked.Trouble is not null || asked.Status == ChannelPaymentStatus.AwaitingPayer)
            {
                return await UnknownAsync(run, asked.Trouble ?? error).ConfigureAwait(false);
            }
        }

        // Refused for now, and nothing happened: the repetition under the same key may go through.
        return error.RetryAfter is not null
            ? await NotSentAsync(run, error).ConfigureAwait(false)
            : await AnswerAsync(run, order => OrderStateMachine.Rejected(order, run.AttemptNo, error, time.GetUtcNow()), error).ConfigureAwait(false);
    }

    private async Task<OrderOutcome> NotSentAsync(AttemptRun run, PaymentError error)
    {
        var status = run.StatusIfNotSent;
        var transition = await ReleaseWithAsync(run, order => OrderStateMachine.Unanswered(order, run.AttemptNo, status, error, time.GetUtcNow())).ConfigureAwait(false);
        return new OrderOutcome.Rejected(error, transition.After);
    }

    private async Task<OrderOutcome> UnknownAsync(AttemptRun run, PaymentError error)
    {
        // Somebody else may have heard meanwhile how it ended: then that is the answer, also of every repetition.
        var answer = run.Key.Answer(_ => null);
        var release = run.Key.Release();
        var transition = await writer.ApplyAsync(
            run.Order.OrderNo,
            order => OrderStateMachine.Unanswered(order, run.AttemptNo, AttemptStatus.Unknown, error, time.GetUtcNow()),
            idempotency: answer is null ? null : settled => settled.After.IsFinal ? answer(settled) : release!(settled),
            known: run.Order).ConfigureAwait(false) ?? throw Vanished(run);
        return transition.After.IsFinal
            ? new OrderOutcome.Accepted(transition.After)
            : new OrderOutcome.Unknown(transition.After, error);
    }

    /// <summary>Commits the decision together with the answer that every repetition will get.</summary>
    private async Task<OrderOutcome> AnswerAsync(AttemptRun run, Func<PaymentOrder, Transition> decide, PaymentError? refusal = null)
    {
        PaymentError? Refusal(PaymentOrder order) => order.Status == OrderStatus.Failed ? order.Error ?? refusal : null;

        var transition = await writer.ApplyAsync(run.Order.OrderNo, decide, idempotency: run.Key.Answer(Refusal), known: run.Order).ConfigureAwait(false)
            ?? throw Vanished(run);
        return new Answer { Order = transition.After, Refusal = Refusal(transition.After) }.ToOutcome(replayed: false);
    }

    private async Task<OrderOutcome> ReleaseAsync(AttemptRun run, PaymentError error)
    {
        var transition = await ReleaseWithAsync(run, order => Transition.None(order, EvidenceVerdict.Ignored, error.Message)).ConfigureAwait(false);
        return new OrderOutcome.Rejected(error, transition.After);
    }

    /// <summary>Commits the decision and ends the lease, so that a repetition resumes.</summary>
    private async Task<Transition> ReleaseWithAsync(AttemptRun run, Func<PaymentOrder, Transition> decide) =>
        await writer.ApplyAsync(run.Order.OrderNo, decide, idempotency: run.Key.Release(), known: run.Order).ConfigureAwait(false) ?? throw Vanished(run);

    private static InvalidOperationException Vanished(AttemptRun run) => new($"Order {run.Order.OrderNo} is no longer in the store.");
}
