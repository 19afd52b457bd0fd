using Payments.Channels;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// The one place that decides what an order becomes. Pure: the same order, signal and time give the same transition. It only ever moves an order
/// towards its end, so that signals may repeat, be late and come in any order.
/// </summary>
internal static class OrderStateMachine
{
    /// <summary>The channel accepted the attempt.</summary>
    public static Transition Accepted(PaymentOrder order, string attemptNo, NextAction nextAction, DateTimeOffset now)
    {
        var attempt = Require(order, attemptNo);
        if (attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed || order.IsFinal)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The attempt has ended meanwhile.");
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.AwaitingPayer, NextAction = nextAction, Error = null });
        return order.Status == OrderStatus.Created
            ? change.To(OrderStatus.Pending).Tell(OrderEvents.Pending).Build("the channel accepted it")
            : change.Build("the channel accepted it again");
    }

    /// <summary>The channel definitely refused the attempt.</summary>
    public static Transition Rejected(PaymentOrder order, string attemptNo, PaymentError error, DateTimeOffset now)
    {
        var attempt = Require(order, attemptNo);
        if (attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed || order.IsFinal)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The attempt has ended meanwhile.");
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Failed, Error = error });
        return change.HasOpenAttempt
            ? change.Build("the channel refused an attempt")
            : change.To(OrderStatus.Failed).Because(error).Tell(OrderEvents.Failed).Build("the channel refused it");
    }

    /// <summary>The call was sent and not answered, or was not sent at all.</summary>
    /// <param name="order">The order.</param>
    /// <param name="attemptNo">The attempt.</param>
    /// <param name="status"><see cref="AttemptStatus.Unknown"/>, or <see cref="AttemptStatus.Created"/> when nothing was sent.</param>
    /// <param name="error">Why.</param>
    /// <param name="now">Our clock.</param>
    public static Transition Unanswered(PaymentOrder order, string attemptNo, AttemptStatus status, PaymentError error, DateTimeOffset now)
    {
        var attempt = Require(order, attemptNo);

        // An attempt that once was sent and not answered stays unknown, even when a later repetition could not be sent.
        return attempt.Status is AttemptStatus.Created or AttemptStatus.Sent || (attempt.Status == AttemptStatus.Unknown && status == AttemptStatus.Unknown)
            ? OrderChange.Of(order, now).With(attempt with { Status = status, Error = error }).Build("the channel did not answer")
            : Transition.None(order, EvidenceVerdict.Ignored, "The attempt has an answer meanwhile.");
    }

    /// <summary>Something is about to be sent for an attempt of which nothing was sent before.</summary>
    public static Transition Sending(PaymentOrder order, string attemptNo, DateTimeOffset now)
    {
        var attempt = Require(order, attemptNo);
        return attempt.Status == AttemptStatus.Created && !order.IsFinal
            ? OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Sent, Error = null }).Build("it is sent to the channel")
            : Transition.None(order, EvidenceVerdict.Ignored, "It was sent before.");
    }

    /// <summary>The attempt is proved unable to charge: never sent, or closed at the channel and confirmed.</summary>
    /// <param name="order">The order.</param>
    /// <param name="attemptNo">The attempt.</param>
    /// <param name="proved">How the attempt stood when the proof was looked for: it says nothing of what was sent since.</param>
    /// <param name="now">Our clock.</param>
    public static Transition AttemptClosed(PaymentOrder order, string attemptNo, AttemptStatus proved, DateTimeOffset now)
    {
        var attempt = Require(order, attemptNo);
        if (attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed)
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The attempt has ended before.");
        }

        return attempt.Status == proved
            ? OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Closed }).Build("the attempt was closed")
            : Transition.None(order, EvidenceVerdict.Ignored, "The attempt went on while it was to be closed.");
    }

    /// <summary>The order is to end; only when no attempt can charge any more.</summary>
    public static Transition Closed(PaymentOrder order, DateTimeOffset now)
    {
        var change = OrderChange.Of(order, now);
        return order.IsFinal || change.HasOpenAttempt
            ? Transition.None(order, EvidenceVerdict.Ignored, "The order has ended before, or an attempt may still charge.")
            : change.To(OrderStatus.Closed).Tell(OrderEvents.Closed).Build("it was closed");
    }

    /// <summary>A verified callback or the channel's own verified answer: applied only when it matches in every field (law 2).</summary>
    public static Transition Evidenced(PaymentOrder order, string account, ChannelPayment payment, DateTimeOffset now)
    {
        if (EvidenceMatcher.Mismatch(order, account, payment) is { } mismatch)
        {
            return Transition.None(order, EvidenceVerdict.Quarantined, mismatch);
        }

        var attempt = Require(order, payment.AttemptNo);
        return payment.Status switch
        {
            ChannelPaymentStatus.Succeeded => Succeeded(order, attempt, payment, now),
            ChannelPaymentStatus.Closed => Ended(order, attempt, AttemptStatus.Closed, now),
            ChannelPaymentStatus.Failed => Ended(order, attempt, AttemptStatus.Failed, now),
            _ => Transition.None(order, EvidenceVerdict.Ignored, $"The channel says {payment.ChannelStatus}: nothing to apply."),
        };
    }

    private static Transition Succeeded(PaymentOrder order, PaymentAttempt attempt, ChannelPayment payment, DateTimeOffset now)
    {
        if (attempt.Status == AttemptStatus.Succeeded)
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The attempt is known to be paid.");
        }

        var transactionId = payment.ChannelTransactionId!;
        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Succeeded, ChannelTransactionId = transactionId, Error = null });
        if (!order.IsFinal)
        {
            return change
                .Paid(attempt.AttemptNo, transactionId, payment.PaidAt ?? now)
                .Tell(OrderEvents.Paid)
                .Build("the channel says it is paid");
        }

        // Law 1: an order is paid by at most one attempt; whatever comes in beyond it belongs back to its payer.
        return change
            .Tell((sequence, after) => new ExtraPaymentReceived
            {
                OrderNo = order.OrderNo,
                Sequence = sequence,
                OccurredAt = now,
                Order = after,
                AttemptNo = attempt.AttemptNo,
                Amount = payment.Amount!.Value,
                ChannelTransactionId = transactionId,
            })
            .Build("a payment beyond need came in");
    }

    private static Transition Ended(PaymentOrder order, PaymentAttempt attempt, AttemptStatus status, DateTimeOffset now)
    {
        if (attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed)
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The attempt has ended before.");
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = status });
        return order.IsFinal || change.HasOpenAttempt
            ? change.Build("the channel ended an attempt")
            : change.To(OrderStatus.Closed).Tell(OrderEvents.Closed).Build("the channel ended it unpaid");
    }

    private static PaymentAttempt Require(PaymentOrder order, string attemptNo) =>
        order.FindAttempt(attemptNo) ?? throw new InvalidOperationException($"Order {order.OrderNo} has no attempt {attemptNo}.");
}
