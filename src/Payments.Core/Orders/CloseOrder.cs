using Payments.Channels;
using Payments.Core.Channels;

namespace Payments.Core.Orders;

/// <summary>Ends an unpaid order: asks, closes at the channel, confirms, then closes here. "Closed" is never only our own opinion.</summary>
internal sealed class CloseOrder(IPaymentChannels channels, ChannelCaller caller, RefreshOrder refresh, OrderWriter writer, TimeProvider time)
{
    public async Task<OrderOutcome> RunAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        foreach (var attempt in order.Attempts)
        {
            if (order.IsFinal)
            {
                break;
            }

            var step = await CloseAttemptAsync(order, attempt, cancellationToken).ConfigureAwait(false);
            if (step.Stop is not null)
            {
                return step.Stop;
            }

            order = step.Order;
        }

        if (!order.IsFinal)
        {
            order = await ApplyAsync(order.OrderNo, current => OrderStateMachine.Closed(current, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }

        return order.Status switch
        {
            OrderStatus.Closed => new OrderOutcome.Accepted(order),
            OrderStatus.Failed => new OrderOutcome.Rejected(Errors.OrderEnded(order.Status), order),
            OrderStatus.Created or OrderStatus.Pending => new OrderOutcome.Rejected(Errors.Contention(), order),
            _ => new OrderOutcome.Rejected(Errors.OrderAlreadyPaid(), order),
        };
    }

    private async Task<Step> CloseAttemptAsync(PaymentOrder order, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Status == AttemptStatus.Created)
        {
            return new Step(await CloseHereAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false));
        }

        if (!RefreshOrder.IsOpen(attempt))
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
            { Status: ChannelPaymentStatus.NotFound } => new Step(await CloseHereAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false)),
            _ => new Step(confirmed.Order),
        };
    }

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

    private sealed record Step(PaymentOrder Order, OrderOutcome? Stop = null)
    {
        public static Step Unknown(AttemptAnswer answer) => new(answer.Order, new OrderOutcome.Unknown(answer.Order, answer.Trouble!));
    }
}
