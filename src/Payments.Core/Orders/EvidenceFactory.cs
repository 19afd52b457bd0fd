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
        return transition => new Evidence
        {
            EvidenceId = id,
            ChannelAccount = account,
            Source = source,
            ReceivedAt = now,
            Headers = "",
            Body = Describe(payment),
            Verdict = transition.Verdict,
            Reason = transition.Reason,
            OrderNo = orderNo,
        };
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
