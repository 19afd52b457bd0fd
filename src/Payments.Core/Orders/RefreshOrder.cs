using Payments.Channels;
using Payments.Core.Channels;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Asks the channels of an order's open attempts how they stand, and applies the answers like callbacks.</summary>
internal sealed class RefreshOrder(IPaymentChannels channels, ChannelCaller caller, Evidencing evidencing, OrderWriter writer)
{
    public async Task<OrderOutcome> RunAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        // The one that may be charged first: what the others come to changes nothing for the payer.
        foreach (var attempt in order.Attempts.Where(AttemptRules.IsOpen).OrderByDescending(attempt => AttemptRules.IsHolder(order, attempt)).ToList())
        {
            var answer = await AskAsync(order.OrderNo, attempt, cancellationToken).ConfigureAwait(false);
            var mayStillCharge = AttemptRules.MayStillCharge(order, attempt);
            order = answer.Order;
            if (answer.Trouble is { } trouble && mayStillCharge)
            {
                return order.IsFinal ? new OrderOutcome.Accepted(order) : new OrderOutcome.Unknown(order, trouble);
            }
        }

        return new OrderOutcome.Accepted(order);
    }

    /// <summary>Asks about one attempt and applies the answer.</summary>
    public async Task<AttemptAnswer> AskAsync(OrderNo orderNo, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (channels.Find(attempt.ChannelAccount) is not { } channel)
        {
            return await TroubleAsync(orderNo, Errors.AccountGone(attempt.ChannelAccount), cancellationToken).ConfigureAwait(false);
        }

        ChannelOutcome<ChannelPayment> outcome;
        try
        {
            outcome = await caller.CallAsync(
                channel,
                "query",
                token => channel.QueryAsync(new ChannelOrderReference(attempt.AttemptNo, attempt.Method, attempt.ChannelTransactionId), token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException exception)
        {
            return await TroubleAsync(orderNo, exception.Error with { RetryAfter = Errors.LaterAgain }, cancellationToken).ConfigureAwait(false);
        }

        return await outcome.Match(
            payment => ApplyAsync(orderNo, channel, payment, cancellationToken),
            error => TroubleAsync(orderNo, error, cancellationToken),
            error => TroubleAsync(orderNo, error, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<AttemptAnswer> ApplyAsync(OrderNo orderNo, IPaymentChannel channel, ChannelPayment payment, CancellationToken cancellationToken)
    {
        var transition = await evidencing.ApplyAsync(orderNo, channel, payment, EvidenceSource.Query, cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Order {orderNo} is no longer in the store.");
        return transition.Verdict == EvidenceVerdict.Quarantined
            ? new AttemptAnswer(transition.After, null, Errors.Mismatch(transition.Reason))
            : new AttemptAnswer(transition.After, payment.Status, null);
    }

    private async Task<AttemptAnswer> TroubleAsync(OrderNo orderNo, PaymentError error, CancellationToken cancellationToken)
    {
        var transition = await writer.ApplyAsync(
            orderNo,
            order => Transition.None(order, EvidenceVerdict.Ignored, error.Message),
            cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException($"Order {orderNo} is no longer in the store.");
        return new AttemptAnswer(transition.After, null, error);
    }
}

/// <summary>What asking about an attempt came to.</summary>
/// <param name="Order">The order after it.</param>
/// <param name="Status">How the attempt stands at the channel; <see langword="null"/> when that is not known.</param>
/// <param name="Trouble">Why it is not known.</param>
internal sealed record AttemptAnswer(PaymentOrder Order, ChannelPaymentStatus? Status, PaymentError? Trouble);
