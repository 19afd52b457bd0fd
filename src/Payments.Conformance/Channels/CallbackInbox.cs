using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Primitives;
using Payments.Channels;

namespace Payments.Conformance;

/// <summary>Takes the callbacks of a fake as they are sent: the handler of its HTTP client, or by <see cref="Add"/>. Thread-safe.</summary>
public sealed class CallbackInbox : HttpMessageHandler
{
    private readonly ConcurrentQueue<NotificationRequest> _callbacks = new();

    /// <summary>What has come, oldest first.</summary>
    public IReadOnlyCollection<NotificationRequest> Callbacks => _callbacks;

    /// <summary>What the sender is told. Default: 200 without a body.</summary>
    public NotificationReply Reply { get; set; } = new(200, ContentType: null, "");

    /// <summary>Takes one callback in.</summary>
    public void Add(NotificationRequest callback) => _callbacks.Enqueue(callback);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default)
            .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])));
        Add(new NotificationRequest(body, headers, TimeProvider.System.GetUtcNow()));
        return new HttpResponseMessage((HttpStatusCode)Reply.StatusCode) { Content = new StringContent(Reply.Body) };
    }
}
