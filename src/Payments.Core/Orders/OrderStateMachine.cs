using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// The one place that decides what an order becomes of what is done with its attempts. Pure: the same order, signal and time give the same
/// transition. It only ever moves an order towards its end, so that signals may repeat, be late and come in any order. What channels say is
/// decided in <see cref="EvidenceRules"/>.
/// </summary>
internal static class OrderStateMachine
{
    /// <summary>The channel accepted the attempt. Only the holder of the right hands a credential out (law 3).</summary>
    public static Transition Accepted(PaymentOrder order, string attemptNo, NextAction nextAction, DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);
        if (AttemptRules.HasEnded(attempt) || order.IsFinal)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The attempt has ended meanwhile.");
        }

        if (!AttemptRules.IsHolder(order, attempt))
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The right to be charged passed on meanwhile; this credential is handed to nobody.");
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.AwaitingPayer, NextAction = nextAction, Error = null });
        return order.Status == OrderStatus.Created
            ? change.To(OrderStatus.Pending).Tell(OrderEvents.Pending).Build("the channel accepted it")
            : change.Build("the channel accepted it again");
    }

    /// <summary>The channel definitely refused the attempt.</summary>
    public static Transition Rejected(PaymentOrder order, string attemptNo, PaymentError error, DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);
        if (AttemptRules.HasEnded(attempt) || order.IsFinal)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The attempt has ended meanwhile.");
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Failed, Error = error }).Release(attemptNo);
        return change.MayStillCharge
            ? change.Build("the channel refused an attempt")
            : change.End(OrderStatus.Failed).Because(error).Tell(OrderEvents.Failed).Build("the channel refused it");
    }

    /// <summary>The call was sent and not answered, or was not sent at all.</summary>
    /// <param name="order">The order.</param>
    /// <param name="attemptNo">The attempt.</param>
    /// <param name="status"><see cref="AttemptStatus.Unknown"/>, or <see cref="AttemptStatus.Created"/> when nothing was sent.</param>
    /// <param name="error">Why.</param>
    /// <param name="now">Our clock.</param>
    public static Transition Unanswered(PaymentOrder order, string attemptNo, AttemptStatus status, PaymentError error, DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);

        // An attempt that once was sent and not answered stays unknown, even when a later repetition could not be sent.
        return attempt.Status is AttemptStatus.Created or AttemptStatus.Sent || (attempt.Status == AttemptStatus.Unknown && status == AttemptStatus.Unknown)
            ? OrderChange.Of(order, now).With(attempt with { Status = status, Error = error }).Build("the channel did not answer")
            : Transition.None(order, EvidenceVerdict.Ignored, "The attempt has an answer meanwhile.");
    }

    /// <summary>Something is about to be sent for an attempt of which nothing was sent before: it takes the right to be charged, if that is free.</summary>
    public static Transition Sending(PaymentOrder order, string attemptNo, DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);
        if (attempt.Status != AttemptStatus.Created || order.IsFinal)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "It was sent before, or the order has ended.");
        }

        var isHolder = AttemptRules.IsHolder(order, attempt);
        if (!isHolder && !order.ChargeRight.IsFree)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "Another attempt may still be charged.");
        }

        var change = OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Sent, Error = null });
        return (isHolder ? change : change.Take(attemptNo)).Build("it is sent to the channel");
    }

    /// <summary>
    /// The right to be charged passes from an attempt that failed or was not answered to another one, in one step (law 3).
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="attemptNo">The attempt that holds the right.</param>
    /// <param name="became">What became of it: <see cref="AttemptStatus.Failed"/> when it was refused or never sent, else <see cref="AttemptStatus.Unknown"/>.</param>
    /// <param name="chargesWithoutCredential">Whether its method can charge a payer who was never shown a credential.</param>
    /// <param name="error">Why.</param>
    /// <param name="next">The attempt that takes over, written as sent.</param>
    /// <param name="now">Our clock.</param>
    public static Transition FailedOver(
        PaymentOrder order,
        string attemptNo,
        AttemptStatus became,
        bool chargesWithoutCredential,
        PaymentError error,
        PaymentAttempt next,
        DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);
        if (order.IsFinal || AttemptRules.HasEnded(attempt) || !AttemptRules.IsHolder(order, attempt))
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The attempt has ended or lost the right meanwhile.");
        }

        // A repetition that was refused or not sent proves nothing of the call that was not answered before.
        var status = attempt.Status == AttemptStatus.Unknown ? AttemptStatus.Unknown : became;
        var isProved = status == AttemptStatus.Failed || (attempt.NextAction is null && !chargesWithoutCredential);
        return isProved && attempt.NextAction is null
            ? OrderChange.Of(order, now)
                .With(attempt with { Status = status, Error = error })
                .Release(attemptNo)
                .Add(next)
                .Take(next.AttemptNo)
                .Build($"it failed over to {next.ChannelAccount}")
            : Transition.None(order, EvidenceVerdict.Ignored, "The attempt may still be charged.");
    }

    /// <summary>
    /// The right to be charged is free although the channel did not say: the credential was never handed out, and the method cannot charge without.
    /// The attempt stays open until its channel has said what became of it.
    /// </summary>
    public static Transition Superseded(PaymentOrder order, string attemptNo, bool chargesWithoutCredential, DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);
        return AttemptRules.IsOpen(attempt) && AttemptRules.IsHolder(order, attempt) && attempt.NextAction is null && !chargesWithoutCredential
            ? OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Unknown }).Release(attemptNo).Build("its credential was never handed out")
            : Transition.None(order, EvidenceVerdict.Ignored, "The attempt may still be charged, or has ended.");
    }

    /// <summary>The payer wants to pay in another way: an attempt waits for the right; any other that waited is given up.</summary>
    public static Transition Waiting(PaymentOrder order, PaymentAttempt next, DateTimeOffset now)
    {
        if (order.IsFinal)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The order has ended.");
        }

        var change = OrderChange.Of(order, now);
        foreach (var other in order.Attempts.Where(attempt => AttemptRules.IsWaiting(order, attempt)))
        {
            change.With(other with { Status = AttemptStatus.Closed });
        }

        return change.Add(next).Build("the payer changes the method");
    }

    /// <summary>The attempt is proved unable to charge: never sent, or closed at the channel and confirmed.</summary>
    /// <param name="order">The order.</param>
    /// <param name="attemptNo">The attempt.</param>
    /// <param name="proved">How the attempt stood when the proof was looked for: it says nothing of what was sent since.</param>
    /// <param name="now">Our clock.</param>
    public static Transition AttemptClosed(PaymentOrder order, string attemptNo, AttemptStatus proved, DateTimeOffset now)
    {
        var attempt = AttemptRules.Require(order, attemptNo);
        if (AttemptRules.HasEnded(attempt))
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The attempt has ended before.");
        }

        return attempt.Status == proved
            ? OrderChange.Of(order, now).With(attempt with { Status = AttemptStatus.Closed }).Release(attemptNo).Build("the attempt was closed")
            : Transition.None(order, EvidenceVerdict.Ignored, "The attempt went on while it was to be closed.");
    }

    /// <summary>The order is to end; only when no attempt can charge any more.</summary>
    /// <param name="order">The order.</param>
    /// <param name="now">Our clock.</param>
    /// <param name="abandonedNo">An attempt its payer has not opened, which the channel cannot close yet: it does not hold the order's end up.</param>
    public static Transition Closed(PaymentOrder order, DateTimeOffset now, string? abandonedNo = null) =>
        order.IsFinal || order.Attempts.Any(attempt => attempt.AttemptNo != abandonedNo && AttemptRules.MayStillCharge(order, attempt))
            ? Transition.None(order, EvidenceVerdict.Ignored, "The order has ended before, or an attempt may still charge.")
            : OrderChange.Of(order, now).End(OrderStatus.Closed).Tell(OrderEvents.Closed).Build("it was closed");
}
