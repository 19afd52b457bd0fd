using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Laws;

/// <summary>
/// Refunds are bounded and go home: never more than was paid, here and at the channel; each under one number of ours, to the account and attempt it
/// came from; one for each wish of the merchant's.
/// </summary>
internal sealed class Law06(World world)
{
    private readonly Dictionary<(OrderNo, string), Money> _wishes = [];

    public void Wished(CreateRefundRequest request) => _wishes[(request.OrderNo, request.MerchantRefundNo)] = request.Amount;

    public string? Change(PaymentOrder before, PaymentOrder after)
    {
        foreach (var refund in after.Refunds)
        {
            if (before.FindRefund(refund.RefundNo) is { } was)
            {
                if (was == refund)
                {
                    continue;
                }

                if (was.Amount != refund.Amount || was.AttemptNo != refund.AttemptNo || was.MerchantRefundNo != refund.MerchantRefundNo)
                {
                    return $"refund {refund.RefundNo} became another one.";
                }

                if (was.Status is RefundStatus.Succeeded or RefundStatus.Failed && was.Status != refund.Status)
                {
                    return $"refund {refund.RefundNo} was {was.Status}, which is final, and is now {refund.Status}.";
                }
            }

            if (Wrong(after, refund) is { } wrong)
            {
                return wrong;
            }
        }

        foreach (var attempt in after.Attempts)
        {
            if (after.Refunds.Count > 0 && after.Refundable(attempt.AttemptNo).MinorUnits < 0)
            {
                return $"more is refunded of {attempt.AttemptNo} than was paid.";
            }
        }

        return null;
    }

    /// <summary>A channel took a refund in.</summary>
    public string? Taken(RefundLine line)
    {
        var books = world.Books.Find(line.Charge.OrderNo)?.Order.FindRefund(line.RefundNo);
        return books is null ? $"the channel refunds {line.RefundNo}, of which our books know nothing."
            : books.Amount != line.Amount || books.AttemptNo != line.Charge.AttemptNo ? $"the channel refunds {line.Amount} of {line.Charge.AttemptNo} as {line.RefundNo}; our books say {books.Amount} of {books.AttemptNo}."
            : books.Status == RefundStatus.Failed ? $"the channel refunds {line.RefundNo}, which our books call failed."
            : null;
    }

    public static string? Rest(PaymentOrder order)
    {
        foreach (var refund in order.Refunds.Where(each => each.IsOpen))
        {
            return $"refund {refund.RefundNo} is {refund.Status} for ever.";
        }

        return null;
    }

    private string? Wrong(PaymentOrder order, Refund refund)
    {
        if (order.Refunds.Count(each => each.MerchantRefundNo == refund.MerchantRefundNo) > 1)
        {
            return $"refund {refund.MerchantRefundNo} of {order.OrderNo} has two numbers.";
        }

        if (refund.Cause == RefundCause.Merchant && (!_wishes.TryGetValue((order.OrderNo, refund.MerchantRefundNo), out var wish) || wish != refund.Amount))
        {
            return $"nobody wished refund {refund.MerchantRefundNo} of {refund.Amount}.";
        }

        if (refund.Status == RefundStatus.Succeeded && !Reversal.Is(world, refund) && !world.Refunds.Lines.Any(line => line.RefundNo == refund.RefundNo && line.Status == RefundTruth.Succeeded))
        {
            return $"refund {refund.RefundNo} succeeded in our books and not at its channel.";
        }

        if (refund.Status == RefundStatus.Failed && world.Refunds.Lines.Any(line => line.RefundNo == refund.RefundNo && line.Status != RefundTruth.Closed))
        {
            return $"refund {refund.RefundNo} failed in our books and is at work at its channel.";
        }

        return null;
    }
}
