using Payments.Core.Orders;
using Payments.Storage;

namespace Payments.Core.Refunds;

/// <summary>
/// The one place that decides what becomes of an order's refunds. Pure. Law 6 is kept here: what is refunded and what is being refunded of an
/// attempt's money never exceed what came in by it.
/// </summary>
internal static class RefundStateMachine
{
    /// <summary>Refunds a caller may ask for in one order: what WeChat Pay allows for one payment.</summary>
    public const int MaxRefunds = 50;

    // With a blank, which callers cannot send: their numbers and ours never meet.
    private const string ExtraNumber = "extra ";
    private const string ReversalNumber = "reversal ";

    /// <summary>A refund is written down, if there is enough left to refund.</summary>
    public static RefundDecision Request(PaymentOrder order, CreateRefundRequest request, DateTimeOffset now)
    {
        if (order.Refunds.FirstOrDefault(each => each.MerchantRefundNo == request.MerchantRefundNo) is { } known)
        {
            return known.Amount == request.Amount && (request.AttemptNo ?? known.AttemptNo) == known.AttemptNo
                ? RefundDecision.Known(order, known)
                : RefundDecision.Refuse(order, Errors.RefundNumberReused(known.RefundNo));
        }

        var attemptNo = request.AttemptNo ?? order.PaidAttemptNo;
        if (attemptNo is null || order.FindAttempt(attemptNo) is not { Status: AttemptStatus.Succeeded })
        {
            return RefundDecision.Refuse(order, Errors.OrderNotPaid());
        }

        var left = order.Refundable(attemptNo);
        if (request.Amount > left)
        {
            return RefundDecision.Refuse(order, Errors.RefundExceedsPaid(request.Amount, left));
        }

        if (order.Refunds.Count >= MaxRefunds)
        {
            return RefundDecision.Refuse(order, Errors.TooManyRefunds(MaxRefunds));
        }

        var refund = New(order, attemptNo, request.MerchantRefundNo, request.Amount, RefundCause.Merchant, now) with { Reason = request.Reason };
        var transition = OrderChange.Of(order, now).Add(refund).Tell(RefundEvents.Created(refund.RefundNo)).Build("a refund was requested");
        return new RefundDecision(transition, refund, null);
    }

    /// <summary>The refund of a payment beyond need, written with the booking of that payment.</summary>
    public static void AddExtra(OrderChange change, string attemptNo, Money amount, DateTimeOffset now)
    {
        var order = change.After;
        var refund = New(order, attemptNo, ExtraNumber + attemptNo[OrderNo.Length..], amount, RefundCause.ExtraPayment, now);
        change.Add(refund).Tell(RefundEvents.Created(refund.RefundNo));
    }

    /// <summary>A payment that was reversed went back whole: booked as a refund that nobody asked for.</summary>
    public static Transition BookReversal(PaymentOrder order, string attemptNo, Money amount, DateTimeOffset now)
    {
        var refund = New(order, attemptNo, ReversalNumber + attemptNo[OrderNo.Length..], amount, RefundCause.External, now) with
        {
            Status = RefundStatus.Succeeded,
            SucceededAt = now,
        };
        var change = OrderChange.Of(order, now).Add(refund);
        return change.To(StatusOf(change.After)).Tell(RefundEvents.Created(refund.RefundNo)).Tell(RefundEvents.Succeeded(refund.RefundNo)).Build("the payment was reversed");
    }

    /// <summary>The channel definitely refused: no money moved by this call.</summary>
    /// <param name="order">The order.</param>
    /// <param name="refundNo">The refund.</param>
    /// <param name="isFinal">Whether nothing sent before can still arrive, and repeating cannot help.</param>
    /// <param name="error">Why.</param>
    /// <param name="now">Our clock.</param>
    public static Transition Refused(PaymentOrder order, string refundNo, bool isFinal, PaymentError error, DateTimeOffset now)
    {
        var refund = Require(order, refundNo);
        if (refund.Status is not (RefundStatus.Requested or RefundStatus.Unknown))
        {
            return Transition.None(order, EvidenceVerdict.Ignored, "The refund has an answer meanwhile.");
        }

        var change = OrderChange.Of(order, now);
        return isFinal
            ? change.With(refund with { Status = RefundStatus.Failed, Error = error }).Tell(RefundEvents.Failed(refundNo)).Build("the channel refused the refund")
            : change.With(refund with { Error = error }).Build("the channel refused the refund for now");
    }

    /// <summary>The call was sent and not answered: the refund stays unknown until the channel says (law 3).</summary>
    public static Transition Unanswered(PaymentOrder order, string refundNo, PaymentError error, DateTimeOffset now)
    {
        var refund = Require(order, refundNo);
        return refund.Status is RefundStatus.Requested or RefundStatus.Unknown
            ? OrderChange.Of(order, now).With(refund with { Status = RefundStatus.Unknown, Error = error }).Build("the channel did not answer the refund")
            : Transition.None(order, EvidenceVerdict.Ignored, "The refund has an answer meanwhile.");
    }

    public static Refund Require(PaymentOrder order, string refundNo) =>
        order.FindRefund(refundNo) ?? throw new InvalidOperationException($"Order {order.OrderNo} has no refund {refundNo}.");

    /// <summary>What the order's status is, given the refunds of the attempt that paid it.</summary>
    public static OrderStatus StatusOf(PaymentOrder order)
    {
        if (order.PaidAttemptNo is null)
        {
            return order.Status;
        }

        var back = order.Refunds.Where(each => each.Status == RefundStatus.Succeeded && each.AttemptNo == order.PaidAttemptNo).Sum(each => each.Amount.MinorUnits);
        return back == 0 ? OrderStatus.Paid : back < order.Amount.MinorUnits ? OrderStatus.PartiallyRefunded : OrderStatus.Refunded;
    }

    private static Refund New(PaymentOrder order, string attemptNo, string merchantRefundNo, Money amount, RefundCause cause, DateTimeOffset now) => new()
    {
        RefundNo = order.OrderNo.ToRefundNo(order.Refunds.Count + 1),
        MerchantRefundNo = merchantRefundNo,
        AttemptNo = attemptNo,
        Amount = amount,
        Cause = cause,
        Status = RefundStatus.Requested,
        CreatedAt = now,
        UpdatedAt = now,
    };
}

/// <summary>What a request for a refund came to.</summary>
/// <param name="Transition">The change of the order.</param>
/// <param name="Refund">The refund, new or known.</param>
/// <param name="Error">Why there is none.</param>
/// <param name="IsKnown">Whether an earlier request under the same number made it.</param>
internal sealed record RefundDecision(Transition Transition, Refund? Refund, PaymentError? Error, bool IsKnown = false)
{
    public static RefundDecision Known(PaymentOrder order, Refund refund) =>
        new(Transition.None(order, EvidenceVerdict.Duplicate, "The refund is known."), refund, null, IsKnown: true);

    public static RefundDecision Refuse(PaymentOrder order, PaymentError error) =>
        new(Transition.None(order, EvidenceVerdict.Ignored, error.Message), null, error);
}
