using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;

namespace Payments.Core.Orders;

/// <summary>Ends an unpaid order: asks, closes at the channel, confirms, then closes here. "Closed" is never only our own opinion.</summary>
internal sealed class CloseOrder(
    IPaymentChannels channels,
    ChannelCaller caller,
    RefreshOrder refresh,
    OrderWriter writer,
    IOptions<PaymentsOptions> options,
    TimeProvider time)
{
    // How long a bar code lives at the wallets, at most: a charge that arrives later is refused there.
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);

    public async Task<OrderOutcome> RunAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        string? abandoned = null;
        foreach (var attempt in order.Attempts)
        {
            if (order.IsFinal)
            {
                break;
            }

            var step = await CloseAttemptAsync(order, attempt, cancellationToken).ConfigureAwait(false);
            if (step.IsUnopened)
            {
                // The order can end: no other attempt is let through, and what comes in later goes back (law 1). The attempt stays open until
                // its channel can close it, or it has run out.
                abandoned = attempt.AttemptNo;
            }
            else if (step.Stop is not null && AttemptRules.MayStillCharge(step.Order, AttemptRules.Require(step.Order, attempt.AttemptNo)))
            {
                return step.Stop;
            }

            // One that lost the right cannot charge: the order does not wait for its channel.
            order = step.Order;
        }

        if (!order.IsFinal)
        {
            order = await ApplyAsync(order.OrderNo, current => OrderStateMachine.Closed(current, time.GetUtcNow(), abandoned), cancellationToken).ConfigureAwait(false);
        }

        return order.Status switch
        {
            OrderStatus.Closed => new OrderOutcome.Accepted(order),
            OrderStatus.Failed => new OrderOutcome.Rejected(Errors.OrderEnded(order.Status), order),
            OrderStatus.Created or OrderStatus.Pending => new OrderOutcome.Rejected(Errors.Contention(), order),
            _ => new OrderOutcome.Rejected(Errors.OrderAlreadyPaid(), order),
        };
    }

    /// <summary>Closes one attempt at its channel and confirms it. The order itself only ends where nothing else is awaited.</summary>
    public async Task<Step> CloseAttemptAsync(PaymentOrder order, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Status == AttemptStatus.Created)
        {
            return new Step(await CloseHereAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false));
        }

        if (!AttemptRules.IsOpen(attempt))
        {
            return new Step(order);
        }

        var asked = await refresh.AskAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false);
        if (asked.Trouble is not null)
        {
            return Step.Unknown(asked);
        }

        if (asked.Status is ChannelPaymentStatus.Succeeded or ChannelPaymentStatus.Closed or ChannelPaymentStatus.Failed)
        {
            return new Step(asked.Order);
        }

        return await CloseAtChannelAsync(asked.Order, attempt, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Step> CloseAtChannelAsync(PaymentOrder order, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var channel = channels.Find(attempt.ChannelAccount)!;
        var reference = new ChannelOrderReference(attempt.AttemptNo, attempt.Method, attempt.ChannelTransactionId);
        ChannelOutcome<ChannelCloseResult> outcome;
        try
        {
            outcome = channel.Capabilities.Find(attempt.Method) is { IsBarcode: true } && channel is IBarcodePay barcode
                ? AsClose(await caller.CallAsync(channel, "reverse", token => barcode.ReverseAsync(reference, token), cancellationToken).ConfigureAwait(false))
                : await caller.CallAsync(channel, "close", token => channel.CloseAsync(reference, token), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException exception)
        {
            return new Step(order, new OrderOutcome.Rejected(exception.Error with { RetryAfter = Errors.LaterAgain }, order));
        }

        return await outcome.Match(
            result => ConfirmAsync(order, attempt, result, cancellationToken),
            error => Task.FromResult(new Step(order, new OrderOutcome.Rejected(error, order))),
            error => Task.FromResult(new Step(order, new OrderOutcome.Unknown(order, error)))).ConfigureAwait(false);
    }

    private async Task<Step> ConfirmAsync(PaymentOrder order, PaymentAttempt attempt, ChannelCloseResult result, CancellationToken cancellationToken)
    {
        if (result == ChannelCloseResult.PayerIsPaying)
        {
            return new Step(order, new OrderOutcome.Rejected(Errors.PayerIsPaying(), order));
        }

        // The payer may have been faster than the close: only the channel's own word after it counts.
        var confirmed = await refresh.AskAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false);
        return confirmed switch
        {
            { Trouble: not null } => Step.Unknown(confirmed),
            { Status: ChannelPaymentStatus.AwaitingPayer } => new Step(confirmed.Order, new OrderOutcome.Rejected(Errors.PayerIsPaying(), confirmed.Order)),
            { Status: ChannelPaymentStatus.NotFound } when MayStillArrive(attempt) => new Step(confirmed.Order, new OrderOutcome.Unknown(confirmed.Order, Errors.MayStillArrive())),
            { Status: ChannelPaymentStatus.NotFound } when MayStillOpen(order, attempt) is { } until =>
                new Step(confirmed.Order, new OrderOutcome.Rejected(Errors.MayStillOpen(until, until - time.GetUtcNow()), confirmed.Order)) { IsUnopened = true },
            { Status: ChannelPaymentStatus.NotFound } => new Step(await CloseHereAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false)),
            _ => new Step(confirmed.Order),
        };
    }

    /// <summary>Whether a charge that needs nobody's eyes has had all the time it can have: the till does not wait for the order's expiry.</summary>
    public bool HasRunOut(PaymentAttempt attempt) => ChargesUnseen(attempt) && !MayStillArrive(attempt);

    /// <summary>Whether a charge that needs nobody's eyes may still be on its way: then "not found" proves nothing (law 3).</summary>
    private bool MayStillArrive(PaymentAttempt attempt) =>
        ChargesUnseen(attempt) && time.GetUtcNow() - attempt.CreatedAt < options.Value.BarcodeTimeout + CodeLife;

    /// <summary>Until when a payer who was shown the credential may open a payment the channel does not know yet; <see langword="null"/>: not any more.</summary>
    private DateTimeOffset? MayStillOpen(PaymentOrder order, PaymentAttempt attempt)
    {
        var until = order.ExpiresAt + options.Value.Sweeper.ExpiryGrace;
        return attempt.NextAction is not null && time.GetUtcNow() < until ? until : null;
    }

    private bool ChargesUnseen(PaymentAttempt attempt) =>
        channels.Find(attempt.ChannelAccount)?.Capabilities.Find(attempt.Method) is { ChargesWithoutCredential: true };

    private static ChannelOutcome<ChannelCloseResult> AsClose(ChannelOutcome<ChannelReversal> reversal) => reversal.Match<ChannelOutcome<ChannelCloseResult>>(
        _ => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed),
        error => new ChannelOutcome<ChannelCloseResult>.Rejected(error),
        error => new ChannelOutcome<ChannelCloseResult>.Unknown(error));

    private Task<PaymentOrder> CloseHereAsync(OrderNo orderNo, PaymentAttempt attempt, CancellationToken cancellationToken) =>
        ApplyAsync(orderNo, order => OrderStateMachine.AttemptClosed(order, attempt.AttemptNo, attempt.Status, time.GetUtcNow()), cancellationToken);

    private async Task<PaymentOrder> ApplyAsync(OrderNo orderNo, Func<PaymentOrder, Transition> decide, CancellationToken cancellationToken)
    {
        var transition = await writer.ApplyAsync(orderNo, decide, cancellationToken: cancellationToken).ConfigureAwait(false);
        return transition?.After ?? throw new InvalidOperationException($"Order {orderNo} is no longer in the store.");
    }

    /// <param name="Order">The order after it.</param>
    /// <param name="Stop">Why it is not proved closed.</param>
    internal sealed record Step(PaymentOrder Order, OrderOutcome? Stop = null)
    {
        /// <summary>Whether the channel does not know the payment because its payer has not opened it, and may still.</summary>
        public bool IsUnopened { get; init; }

        public static Step Unknown(AttemptAnswer answer) => new(answer.Order, new OrderOutcome.Unknown(answer.Order, answer.Trouble!));
    }
}
