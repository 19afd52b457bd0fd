using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Takes an order's attempt to its channel and writes down what came of it, together with the answer to the request's key.</summary>
internal sealed class FirstAttempt(
    IPaymentChannels channels,
    ChannelCaller caller,
    RefreshOrder refresh,
    OrderWriter writer,
    IOptions<PaymentsOptions> options,
    TimeProvider time)
{
    /// <summary>The same order gives the same channel order, whenever it is made: a repeated call must be the same call to the channel.</summary>
    public ChannelOrder ToChannelOrder(PaymentOrder order, Payer? payer)
    {
        var attempt = order.Attempts[^1];
        return new ChannelOrder
        {
            AttemptNo = attempt.AttemptNo,
            Method = attempt.Method,
            Amount = order.Amount,
            Subject = order.Subject,
            CreatedAt = order.CreatedAt,
            ExpiresAt = order.ExpiresAt,
            NotifyUrl = $"{options.Value.NotifyUrl.TrimEnd('/')}/{attempt.ChannelAccount}",
            ReturnUrl = order.ReturnUrl,
            Payer = payer,
        };
    }

    /// <param name="order">The order as the store has it.</param>
    /// <param name="payer">The payer of the request.</param>
    /// <param name="idempotencyKey">The request's key.</param>
    /// <param name="resumed">Whether an earlier call began it and may have sent something.</param>
    public async Task<OrderOutcome> FinishAsync(PaymentOrder order, Payer? payer, string idempotencyKey, bool resumed)
    {
        // No caller's cancellation from here on: each step has its own time limit.
        var attempt = order.Attempts[^1];
        var key = new RequestKey(order, idempotencyKey, SentBefore: resumed && attempt.Status != AttemptStatus.Created);
        if (order.IsFinal || attempt.NextAction is not null)
        {
            return await AnswerAsync(key, current => Transition.None(current, EvidenceVerdict.Ignored, "It was finished before."), attempt.Error).ConfigureAwait(false);
        }

        if (channels.Find(attempt.ChannelAccount) is not { } channel)
        {
            return await ReleaseAsync(key, Errors.NoChannelAccount($"Channel account '{attempt.ChannelAccount}', which began this order, is no longer configured.")).ConfigureAwait(false);
        }

        if (time.GetUtcNow() >= order.ExpiresAt)
        {
            return await ReleaseAsync(key, Errors.OrderEnded(OrderStatus.Closed)).ConfigureAwait(false);
        }

        if (attempt.Status == AttemptStatus.Created)
        {
            var sending = await writer.ApplyAsync(order.OrderNo, current => OrderStateMachine.Sending(current, attempt.AttemptNo, time.GetUtcNow()), known: order).ConfigureAwait(false)
                ?? throw Vanished(order.OrderNo);
            key = key with { Known = sending.After };
            if (sending.After.IsFinal)
            {
                // It ended meanwhile: nothing may be sent for it any more.
                return await ReleaseAsync(key, Errors.OrderEnded(sending.After.Status)).ConfigureAwait(false);
            }
        }

        try
        {
            return channel.Capabilities.Find(attempt.Method) is { IsBarcode: true } && channel is IBarcodePay barcode
                ? await ChargeAsync(key, channel, barcode, attempt, ToChannelOrder(order, payer)).ConfigureAwait(false)
                : await AskAsync(key, channel, attempt, ToChannelOrder(order, payer)).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException exception)
        {
            var error = exception.Error with { RetryAfter = Errors.LaterAgain };
            var transition = await ReleaseWithAsync(key, current => OrderStateMachine.Unanswered(current, attempt.AttemptNo, key.StatusIfNotSent, error, time.GetUtcNow())).ConfigureAwait(false);
            return new OrderOutcome.Rejected(error, transition.After);
        }
    }

    private async Task<OrderOutcome> AskAsync(RequestKey key, IPaymentChannel channel, PaymentAttempt attempt, ChannelOrder channelOrder)
    {
        var outcome = await caller.CallAsync(channel, "create", token => channel.CreateAsync(channelOrder, token), CancellationToken.None).ConfigureAwait(false);
        return await outcome.Match(
            nextAction => AnswerAsync(key, order => OrderStateMachine.Accepted(order, attempt.AttemptNo, nextAction, time.GetUtcNow())),
            error => RefusedAsync(key, attempt, error),
            error => UnknownAsync(key, attempt, error)).ConfigureAwait(false);
    }

    private async Task<OrderOutcome> ChargeAsync(RequestKey key, IPaymentChannel channel, IBarcodePay barcode, PaymentAttempt attempt, ChannelOrder channelOrder)
    {
        var outcome = await caller.CallAsync(
            channel,
            "charge",
            options.Value.BarcodeTimeout,
            token => barcode.PayAsync(channelOrder, token),
            CancellationToken.None).ConfigureAwait(false);
        return await outcome.Match(
            payment => ChargedAsync(key, channel, attempt, payment),
            error => RefusedAsync(key, attempt, error),
            error => UnknownAsync(key, attempt, error)).ConfigureAwait(false);
    }

    private async Task<OrderOutcome> ChargedAsync(RequestKey key, IPaymentChannel channel, PaymentAttempt attempt, ChannelPayment payment)
    {
        var now = time.GetUtcNow();
        if (payment.Status is ChannelPaymentStatus.AwaitingPayer or ChannelPaymentStatus.NotFound)
        {
            return await UnknownAsync(key, attempt, Errors.PayerIsPaying()).ConfigureAwait(false);
        }

        var evidence = EvidenceFactory.OfAnswer(EvidenceSource.Charge, key.OrderNo, channel.Account, payment, now);
        var transition = await writer.ApplyAsync(
            key.OrderNo,
            order => OrderStateMachine.Evidenced(order, channel.Account, payment, now),
            evidence,
            settled => settled.Verdict == EvidenceVerdict.Quarantined ? key.Release() : key.Answer(settled.After)).ConfigureAwait(false);
        return transition switch
        {
            null => throw Vanished(key.OrderNo),
            { Verdict: EvidenceVerdict.Quarantined } => new OrderOutcome.Unknown(transition.After, Errors.Mismatch(transition.Reason)),
            _ => new OrderOutcome.Accepted(transition.After),
        };
    }

    private async Task<OrderOutcome> RefusedAsync(RequestKey key, PaymentAttempt attempt, PaymentError error)
    {
        if (key.SentBefore)
        {
            // The refusal is of the repetition; what the first call came to, only the channel can tell (law 3).
            var asked = await refresh.AskAsync(key.OrderNo, attempt, CancellationToken.None).ConfigureAwait(false);
            if (asked.Trouble is not null || asked.Status == ChannelPaymentStatus.AwaitingPayer)
            {
                return await UnknownAsync(key, attempt, asked.Trouble ?? error).ConfigureAwait(false);
            }
        }

        if (error.RetryAfter is not null)
        {
            // Refused for now, and nothing happened: the repetition under the same key may go through.
            var transition = await ReleaseWithAsync(key, order => OrderStateMachine.Unanswered(order, attempt.AttemptNo, key.StatusIfNotSent, error, time.GetUtcNow())).ConfigureAwait(false);
            return new OrderOutcome.Rejected(error, transition.After);
        }

        return await AnswerAsync(key, order => OrderStateMachine.Rejected(order, attempt.AttemptNo, error, time.GetUtcNow()), error).ConfigureAwait(false);
    }

    private async Task<OrderOutcome> UnknownAsync(RequestKey key, PaymentAttempt attempt, PaymentError error)
    {
        var transition = await ReleaseWithAsync(key, order => OrderStateMachine.Unanswered(order, attempt.AttemptNo, AttemptStatus.Unknown, error, time.GetUtcNow())).ConfigureAwait(false);
        return transition.After.IsFinal
            ? new OrderOutcome.Accepted(transition.After)
            : new OrderOutcome.Unknown(transition.After, error);
    }

    /// <summary>Commits the decision together with the answer that every repetition will get.</summary>
    private async Task<OrderOutcome> AnswerAsync(RequestKey key, Func<PaymentOrder, Transition> decide, PaymentError? refusal = null)
    {
        var transition = await writer.ApplyAsync(key.OrderNo, decide, idempotency: settled => key.Answer(settled.After, Refusal(settled.After)), known: key.Known).ConfigureAwait(false)
            ?? throw Vanished(key.OrderNo);
        return new Answer { Order = transition.After, Refusal = Refusal(transition.After) }.ToOutcome(replayed: false);

        PaymentError? Refusal(PaymentOrder order) => order.Status == OrderStatus.Failed ? order.Error ?? refusal : null;
    }

    private async Task<OrderOutcome> ReleaseAsync(RequestKey key, PaymentError error)
    {
        var transition = await ReleaseWithAsync(key, order => Transition.None(order, EvidenceVerdict.Ignored, error.Message)).ConfigureAwait(false);
        return new OrderOutcome.Rejected(error, transition.After);
    }

    /// <summary>Commits the decision and ends the lease, so that a repetition resumes.</summary>
    private async Task<Transition> ReleaseWithAsync(RequestKey key, Func<PaymentOrder, Transition> decide) =>
        await writer.ApplyAsync(key.OrderNo, decide, idempotency: _ => key.Release(), known: key.Known).ConfigureAwait(false) ?? throw Vanished(key.OrderNo);

    private static InvalidOperationException Vanished(OrderNo orderNo) => new($"Order {orderNo} is no longer in the store.");

    /// <param name="Known">The order as it was read last.</param>
    /// <param name="Key">The request's idempotency key.</param>
    /// <param name="SentBefore">Whether an earlier call may have sent something.</param>
    private readonly record struct RequestKey(PaymentOrder Known, string Key, bool SentBefore)
    {
        public OrderNo OrderNo => Known.OrderNo;

        public AttemptStatus StatusIfNotSent => SentBefore ? AttemptStatus.Unknown : AttemptStatus.Created;

        public IdempotencyUpdate Answer(PaymentOrder order, PaymentError? refusal = null) =>
            new(Known.MerchantId, Key, new Answer { Order = order, Refusal = refusal }.ToBytes());

        public IdempotencyUpdate Release() => new(Known.MerchantId, Key, Answer: null);
    }
}
