namespace Payments.Channels;

/// <summary>Takes callbacks in, whatever host they came through: verifies, keeps the evidence, applies it once, and answers in the channel's words.</summary>
public interface INotificationReceiver
{
    /// <summary>The largest body worth reading, in bytes. Default: 65,536. A larger one is handed over cut, with <see cref="NotificationRequest.IsTruncated"/> set.</summary>
    int MaxBodyBytes { get; }

    /// <summary>Takes one callback in. When this returns an accepting reply, what it said is committed.</summary>
    /// <param name="account">The channel account of the path it came to.</param>
    /// <param name="request">The callback, raw.</param>
    /// <param name="cancellationToken">Gives up; the channel will send it again.</param>
    /// <returns>The reply, or <see langword="null"/> when there is no such account.</returns>
    Task<NotificationReply?> ReceiveAsync(string account, NotificationRequest request, CancellationToken cancellationToken);
}
