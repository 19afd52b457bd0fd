using System.Text;
using Payments.Storage;

namespace Payments.Simulation.Store;

/// <summary>Changes in words.</summary>
internal static class StoryOf
{
    public static string Commit(OrderCommit commit)
    {
        var order = commit.Order;
        var text = new StringBuilder();
        text.Append(order.OrderNo.Value).Append(" v").Append(order.Version).Append(": ").Append(order.Status);
        foreach (var attempt in order.Attempts)
        {
            text.Append(", ").Append(attempt.AttemptNo).Append(' ').Append(attempt.ChannelAccount).Append(' ').Append(attempt.Status);
            text.Append(order.ChargeRight.AttemptNo == attempt.AttemptNo ? "*" : "").Append(attempt.NextAction is null ? "" : " shown");
        }

        foreach (var refund in order.Refunds)
        {
            text.Append(", ").Append(refund.RefundNo).Append(' ').Append(refund.MerchantRefundNo).Append(' ').Append(refund.Amount).Append(' ').Append(refund.Status);
        }

        foreach (var each in commit.Events)
        {
            text.Append(" +").Append(each.Type);
        }

        return text.Append(commit.Idempotency is null ? "" : commit.Idempotency.Answer is null ? " (key released)" : " (key answered)").ToString();
    }
}
