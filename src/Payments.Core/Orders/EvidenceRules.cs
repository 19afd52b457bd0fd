using Payments.Channels;
using Payments.Core.Refunds;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// What a verified callback, or the channel's own verified answer, makes of an order: applied only when it matches in every field (law 2). Pure.
/// </summary>
internal static class EvidenceRules
{
    /// <param name="order">The order.</param>
    /// <param name="account">The account that said it.</param>
    /// <param name="payment">What it said.</param>
    /// <param name="source">How it came.</param>
    /// <param name="terms">What the account and the settings make of it.</param>
    /// <param name="now">Our clock.</param>
    public static Transition Decide(PaymentOrder order, string account, ChannelPayment payment, EvidenceSource source, EvidenceTerms terms, DateTimeOffset now)
    {
        if (EvidenceMatcher.Mismatch(order, account, payment) is { } mismatch)
        {
            return Transition.None(order, EvidenceVerdict.Quarantined, mismatch);
        }

        var attempt = AttemptRules.Require(order, payment.AttemptNo);
        return payment.Status switch
        {
            ChannelPaymentStatus.Succeeded => Succeeded(order, attempt, payment, terms.RefundsExtra, now),
            ChannelPaymentStatus.Closed when attempt.Status == AttemptStatus.Succeeded && terms.IsReversible && source != EvidenceSource.Notification =>
                Reversed(order, attempt, now),
            ChannelPaymentStatus.Closed => Ended(order, attempt, AttemptStatus.Closed, source, now),
            ChannelPaymentStatus.Failed => Ended(order, attempt, AttemptStatus.Failed, source, now),
            _ => Transition.None(order, EvidenceVerdict.Ignored, $"The channel says {payment.ChannelStatus}: nothing to apply."),
        };
    }

    private static Transition Succeeded(PaymentOrder order, PaymentAttempt attempt, ChannelPayment payment, bool refundsExtra, DateTimeOffset now)
    {
        if (attempt.Status == AttemptStatus.Succeeded)
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The attempt is known to be paid.");
        }

        var transactionId = payment.ChannelTransactionId!;
        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Succeeded, ChannelTransactionId = transactionId, Error = null });
        if (!order.IsFinal)
        {
            // Another attempt may be open at its channel: it is closed there before the payer pays again.
            return change
                .Paid(attempt.AttemptNo, transactionId, payment.PaidAt ?? now)
                .Tell(OrderEvents.Paid)
                .Build("the channel says it is paid", checkNow: order.Attempts.Any(each => each.AttemptNo != attempt.AttemptNo && AttemptRules.IsOpen(each)));
        }

        // Law 1: an order is paid by at most one attempt; whatever comes in beyond it belongs back to its payer.
        change.Release(attempt.AttemptNo).Tell((sequence, after) => new ExtraPaymentReceived
        {
            OrderNo = order.OrderNo,
            Sequence = sequence,
            OccurredAt = now,
            Order = after,
            AttemptNo = attempt.AttemptNo,
            Amount = payment.Amount!.Value,
            ChannelTransactionId = transactionId,
        });
        if (refundsExtra)
        {
            RefundStateMachine.AddExtra(change, attempt.AttemptNo, payment.Amount!.Value, now);
        }

        return change.Build("a payment beyond need came in", checkNow: refundsExtra);
    }

    /// <summary>
    /// A bar code was paid, and reversed by a call that did not know: the money is back with its payer, all of it that did not go back before.
    /// </summary>
    private static Transition Reversed(PaymentOrder order, PaymentAttempt attempt, DateTimeOffset now)
    {
        var left = order.Refundable(attempt.AttemptNo);
        return left.MinorUnits == 0
            ? Transition.None(order, EvidenceVerdict.Duplicate, "All of it went back before, or is on its way.")
            : RefundStateMachine.BookReversal(order, attempt.AttemptNo, left, now);
    }

    private static Transition Ended(PaymentOrder order, PaymentAttempt attempt, AttemptStatus status, EvidenceSource source, DateTimeOffset now)
    {
        if (AttemptRules.HasEnded(attempt))
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The attempt has ended before.");
        }

        // A callback tells how it was when it was sent. Whether it is so, the channel is asked: it may have been overtaken by one that says "paid".
        if (source == EvidenceSource.Notification)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "It says that the payment ended unpaid: the channel is asked whether it is so.") with { ChecksNow = true };
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = status }).Release(attempt.AttemptNo);
        return order.IsFinal || change.MayStillCharge
            ? change.Build("the channel ended an attempt")
            : change.End(OrderStatus.Closed).Tell(OrderEvents.Closed).Build("the channel ended it unpaid");
    }
}

/// <param name="RefundsExtra">Whether a payment beyond need is sent back by itself.</param>
/// <param name="IsReversible">Whether the method's payments are reversed, so that one that was paid can be closed: bar codes.</param>
internal readonly record struct EvidenceTerms(bool RefundsExtra, bool IsReversible);
