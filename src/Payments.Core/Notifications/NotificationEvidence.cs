using System.Text;
using Payments.Channels;
using Payments.Core.Orders;
using Payments.Storage;

namespace Payments.Core.Notifications;

/// <summary>A callback as it is kept: raw body, and the headers that matter to verification.</summary>
internal sealed class NotificationEvidence(string account, NotificationRequest request, int maxBodyBytes, DateTimeOffset now)
{
    private const int MaxHeaderCharacters = 4_096;

    private static readonly string[] SecretHeaders = ["Authorization", "Proxy-Authorization", "Cookie"];

    private readonly string _id = EvidenceFactory.NewId(now);

    public string Account { get; } = account;

    /// <summary>What became of it, as it was written down last.</summary>
    public EvidenceVerdict Verdict { get; private set; } = EvidenceVerdict.Deferred;

    public OrderNo? OrderNo { get; private set; }

    public Evidence Make(EvidenceVerdict verdict, string reason, OrderNo? orderNo = null, string? notificationId = null)
    {
        Verdict = verdict;
        OrderNo = orderNo ?? OrderNo;
        return Row(verdict, reason, orderNo, notificationId);
    }

    private Evidence Row(EvidenceVerdict verdict, string reason, OrderNo? orderNo, string? notificationId) => new()
    {
        EvidenceId = _id,
        ChannelAccount = Account,
        Source = EvidenceSource.Notification,
        ReceivedAt = request.ReceivedAt,
        Headers = DescribeHeaders(),
        Body = request.Body.Length <= maxBodyBytes ? request.Body : request.Body[..maxBodyBytes],
        Verdict = verdict,
        Reason = reason,
        OrderNo = orderNo,
        NotificationId = notificationId,
    };

    private string DescribeHeaders()
    {
        var text = new StringBuilder(512);
        foreach (var (name, values) in request.Headers)
        {
            if (SecretHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (text.Length + name.Length + (value?.Length ?? 0) + 3 > MaxHeaderCharacters)
                {
                    return text.ToString();
                }

                text.Append(name).Append(": ").Append(value).Append('\n');
            }
        }

        return text.ToString();
    }
}
