using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Payments.Simulators.Notifications;

/// <summary>What became of one POST.</summary>
internal readonly record struct SendResult(string Outcome, int? Status = null, string? Reply = null)
{
    public bool Acknowledged => Outcome == "acknowledged";
}

/// <summary>Carries one delivery to the merchant: no redirects, no proxy, one deadline.</summary>
internal sealed class NotificationSender : IDisposable
{
    private const int MaxReply = 64 * 1024;
    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;

    public NotificationSender(SimulatorOptions options)
    {
        _timeout = options.NotificationTimeout;
        _handler = options.NotificationHandler();
        _client = new HttpClient(_handler, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxReply,
        };
    }

    public async Task<SendResult> SendAsync(Notice notice, NoticeContent content, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, notice.Url) { Content = new ByteArrayContent(content.Body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(content.ContentType);
            foreach (var (name, value) in content.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, deadline.Token);
            var reply = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(deadline.Token));
            var status = (int)response.StatusCode;
            return new SendResult(notice.Acknowledges(status, reply) ? "acknowledged" : "refused", status, reply.Length > 512 ? reply[..512] : reply);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult("timeout");
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or UriFormatException or InvalidOperationException)
        {
            return new SendResult("unreachable");
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }
}
