using System.Text.Json;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Makes the evidence of what a channel answered to us; callbacks bring their own raw bytes.</summary>
internal static class EvidenceFactory
{
    public static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    public static Func<Transition, Evidence> OfAnswer(EvidenceSource source, OrderNo orderNo, string account, ChannelPayment payment, DateTimeOffset now)
    {
        var id = NewId(now);
        return transition => Make(id, source, orderNo, account, Describe(payment), transition, now);
    }

    public static Func<Transition, Evidence> OfRefund(EvidenceSource source, OrderNo orderNo, string account, ChannelRefund refund, DateTimeOffset now)
    {
        var id = NewId(now);
        return transition => Make(id, source, orderNo, account, Describe(refund), transition, now);
    }

    private static Evidence Make(string id, EvidenceSource source, OrderNo orderNo, string account, byte[] body, Transition transition, DateTimeOffset now) => new()
    {
        EvidenceId = id,
        ChannelAccount = account,
        Source = source,
        ReceivedAt = now,
        Headers = "",
        Body = body,
        Verdict = transition.Verdict,
        Reason = transition.Reason,
        OrderNo = orderNo,
    };

    private static byte[] Describe(ChannelRefund refund)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("refundNo", refund.RefundNo);
            json.WriteString("attemptNo", refund.AttemptNo);
            json.WriteString("channelStatus", refund.ChannelStatus);
            json.WriteString("channelRefundId", refund.ChannelRefundId);
            json.WriteString("channelTransactionId", refund.ChannelTransactionId);
            json.WriteString("amount", refund.Amount?.ToString());
            json.WriteString("cumulativeAmount", refund.CumulativeAmount?.ToString());
            if (refund.SucceededAt is { } succeededAt)
            {
                json.WriteString("succeededAt", succeededAt);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    // The answer was verified inside the channel; what is kept is what it said, without the payer's identity.
    private static byte[] Describe(ChannelPayment payment)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("attemptNo", payment.AttemptNo);
            json.WriteString("channelStatus", payment.ChannelStatus);
            json.WriteString("channelTransactionId", payment.ChannelTransactionId);
            json.WriteString("amount", payment.Amount?.ToString());
            if (payment.PaidAt is { } paidAt)
            {
                json.WriteString("paidAt", paidAt);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
