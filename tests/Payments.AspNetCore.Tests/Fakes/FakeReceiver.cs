using System.Collections.Concurrent;
using Payments.Channels;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>Remembers the callbacks it was handed and replies as the test says.</summary>
internal sealed class FakeReceiver : INotificationReceiver
{
    public int MaxBodyBytes { get; set; } = 65_536;

    public ConcurrentQueue<(string Account, NotificationRequest Request)> Received { get; } = [];

    public Func<string, NotificationReply?> OnReceive { get; set; } = _ => new NotificationReply(200, "text/plain", "success");

    public Task<NotificationReply?> ReceiveAsync(string account, NotificationRequest request, CancellationToken cancellationToken)
    {
        Received.Enqueue((account, request));
        return Task.FromResult(OnReceive(account));
    }
}
