using Payments.Channels;
using Payments.Core.Orders;
using Payments.Storage;

namespace Payments.Core.Refunds;

/// <summary>
/// What a verified callback, or the channel's own verified answer, makes of an order's refunds: applied only when number, account, payment and
/// amount fit (laws 2 and 6). Pure.
/// </summary>
internal static class RefundEvidenceRules
{
    public static Transition Decide(PaymentOrder order, string account, ChannelRefund said, DateTimeOffset now)
    {
        var attempt = order.FindAttempt(said.AttemptNo);
        if (attempt is null || !string.Equals(attempt.ChannelAccount, account, StringComparison.Ordinal))
        {
            return Quarantine(order, $"Refund '{said.RefundNo}' came to account '{account}', which has no attempt '{said.AttemptNo}' of this order.");
        }

        if (said.ChannelTransactionId is { } transactionId && attempt.ChannelTransactionId is { } known && transactionId != known)
        {
            return Quarantine(order, $"Refund '{said.RefundNo}' is of transaction '{transactionId}', and the attempt was paid by '{known}'.");
        }

        return order.FindRefund(said.RefundNo) is { } refund ? Known(order, refund, said, now) : Foreign(order, attempt, said, now);
    }

    private static Transition Known(PaymentOrder order, Refund refund, ChannelRefund said, DateTimeOffset now)
    {
        if (refund.AttemptNo != said.AttemptNo)
        {
            return Quarantine(order, $"Refund '{refund.RefundNo}' is of attempt '{refund.AttemptNo}', and the channel says '{said.AttemptNo}'.");
        }

        if (said.Amount is { } amount && amount != refund.Amount)
        {
            return Quarantine(order, $"The channel says that refund '{refund.RefundNo}' is of {amount}, and it was requested for {refund.Amount}.");
        }

        if (said.Status == ChannelRefundStatus.Succeeded && said.CumulativeAmount is { } cumulative && cumulative < refund.Amount)
        {
            return Quarantine(order, $"The channel says that {cumulative} went back in all, and refund '{refund.RefundNo}' alone is of {refund.Amount}.");
        }

        var heard = refund with { ChannelRefundId = said.ChannelRefundId ?? refund.ChannelRefundId };
        return said.Status switch
        {
            ChannelRefundStatus.Succeeded => Succeeded(order, heard, said, now),
            ChannelRefundStatus.Processing => Processing(order, heard, now),
            ChannelRefundStatus.Closed => Closed(order, heard, now),
            ChannelRefundStatus.Abnormal => Abnormal(order, heard, now),
            _ => Transition.None(order, EvidenceVerdict.Ignored, $"The channel says {said.ChannelStatus}: nothing to apply."),
        };
    }

    private static Transition Succeeded(PaymentOrder order, Refund refund, ChannelRefund said, DateTimeOffset now)
    {
        if (refund.Status == RefundStatus.Succeeded)
        {
            return Transition.None(order, EvidenceVerdict.Duplicate, "The refund is known to have succeeded.");
        }

        // One that was taken for failed no longer counts; it comes back only where there is room for it.
        if (!refund.IsReserved && refund.Amount > order.Refundable(refund.AttemptNo))
        {
            return Quarantine(order, $"Refund '{refund.RefundNo}' was refused before, and its amount went to other refunds meanwhile.");
        }

        var change = OrderChange.Of(order, now).With(refund with { Status = RefundStatus.Succeeded, SucceededAt = said.SucceededAt ?? now, Error = null });
        return change.To(RefundStateMachine.StatusOf(change.After)).Tell(RefundEvents.Succeeded(refund.RefundNo)).Build("a refund went through");
    }

    private static Transition Processing(PaymentOrder order, Refund refund, DateTimeOffset now) =>
        refund.Status is RefundStatus.Requested or RefundStatus.Unknown
            ? OrderChange.Of(order, now).With(refund with { Status = RefundStatus.Processing, Error = null }).Build("the channel took the refund")
            : Transition.None(order, EvidenceVerdict.Duplicate, "The refund is known to be on its way, or has ended.");

    private static Transition Closed(PaymentOrder order, Refund refund, DateTimeOffset now) =>
        refund.Status is RefundStatus.Succeeded or RefundStatus.Failed
            ? Transition.None(order, EvidenceVerdict.Duplicate, "The refund has ended before.")
            : OrderChange.Of(order, now)
                .With(refund with { Status = RefundStatus.Failed, Error = Errors.RefundClosed() })
                .Tell(RefundEvents.Failed(refund.RefundNo))
                .Build("the channel ended the refund; no money moved");

    private static Transition Abnormal(PaymentOrder order, Refund refund, DateTimeOffset now) =>
        refund.Status is RefundStatus.Requested or RefundStatus.Unknown or RefundStatus.Processing
            ? OrderChange.Of(order, now)
                .With(refund with { Status = RefundStatus.Abnormal, Error = Errors.RefundAbnormal() })
                .Tell(RefundEvents.Abnormal(refund.RefundNo))
                .Build("the refund is stuck at the payer's bank")
            : Transition.None(order, EvidenceVerdict.Duplicate, "The refund is known to be stuck, or has ended.");

    /// <summary>A refund nobody asked us for, as one made in the channel's console: it is booked, so that the books agree with the bill.</summary>
    private static Transition Foreign(PaymentOrder order, PaymentAttempt attempt, ChannelRefund said, DateTimeOffset now)
    {
        if (said.Status != ChannelRefundStatus.Succeeded)
        {
            return Transition.None(order, EvidenceVerdict.Ignored, $"Refund '{said.RefundNo}' is not ours and is {said.ChannelStatus} at the channel.");
        }

        if (attempt.Status != AttemptStatus.Succeeded)
        {
            return Transition.None(order, EvidenceVerdict.Deferred, "It tells of a refund, and the payment is not known yet: the channel is asked.") with { ChecksNow = true };
        }

        if (said.Amount is not { } amount || amount > order.Refundable(attempt.AttemptNo) || amount.MinorUnits <= 0 || order.Refunds.Count >= OrderNo.MaxAttempts)
        {
            return Quarantine(order, $"Refund '{said.RefundNo}' is not ours and does not fit what can be refunded.");
        }

        var refund = new Refund
        {
            RefundNo = said.RefundNo,
            // With a blank, which callers cannot send: their numbers and the channel's never meet.
            MerchantRefundNo = $"channel {said.RefundNo}",
            AttemptNo = attempt.AttemptNo,
            Amount = amount,
            Cause = RefundCause.External,
            Status = RefundStatus.Succeeded,
            ChannelRefundId = said.ChannelRefundId,
            CreatedAt = now,
            UpdatedAt = now,
            SucceededAt = said.SucceededAt ?? now,
        };
        var change = OrderChange.Of(order, now).Add(refund);
        return change.To(RefundStateMachine.StatusOf(change.After)).Tell(RefundEvents.Created(refund.RefundNo)).Tell(RefundEvents.Succeeded(refund.RefundNo)).Build("a refund made at the channel was booked");
    }

    private static Transition Quarantine(PaymentOrder order, string reason) => Transition.None(order, EvidenceVerdict.Quarantined, reason);
}
