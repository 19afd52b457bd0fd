using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Payments.Webhooks;

/// <summary>What a try came to.</summary>
/// <param name="Attempt">What is kept of it.</param>
/// <param name="RetryAfter">When the endpoint wants to be asked again, if it said so.</param>
/// <param name="Reply">The beginning of the answer's body.</param>
/// <param name="IsRefusedAddress">Whether nothing was dialled because of where its host is.</param>
internal sealed record SendResult(WebhookAttempt Attempt, TimeSpan? RetryAfter, byte[] Reply, bool IsRefusedAddress)
{
    public bool IsTaken => Attempt.StatusCode is >= 200 and < 300 && Attempt.Error is null;
}

/// <summary>Makes one try: signs, posts, reads no more of the answer than is kept. No redirects, no cookies, no proxy of the environment.</summary>
internal sealed class WebhookSender : IDisposable
{
    public const int MostReplyBytes = 4_096;

    private const int MostHeaderKilobytes = 16;
    private const int MostResponseCharacters = 1_024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;

    public WebhookSender(GuardedConnector connector, IOptions<WebhookOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _handler = CreateHandler(connector);
        _http = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    /// <summary>Sends a message to an endpoint, signed with every secret that counts.</summary>
    /// <exception cref="OperationCanceledException">The host is stopping. Whether the endpoint got the message is not known.</exception>
    public async Task<SendResult> SendAsync(WebhookEndpoint endpoint, string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetUtcNow();
        var began = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = Compose(endpoint, id, body, startedAt);
        try
        {
            using var response = await _http.SendAsync(request, linked.Token).ConfigureAwait(false);
            var reply = await ReadAsync(response, linked.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            return new SendResult(Attempt(status, Describe(status), reply), RetryAfterOf(response.Headers.RetryAfter, _time.GetUtcNow()), reply, IsRefusedAddress: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.Timeout.Ticks / TimeSpan.TicksPerSecond} s"));
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or IOException)
        {
            var isRefused = fault.InnerException is RefusedAddressException;
            return Failed(isRefused ? "the host is at an address that may not be sent to" : Describe(fault)) with { IsRefusedAddress = isRefused };
        }

        SendResult Failed(string error) => new(Attempt(status: null, error, []), RetryAfter: null, [], IsRefusedAddress: false);

        WebhookAttempt Attempt(int? status, string? error, byte[] reply) => new()
        {
            StartedAt = startedAt,
            Duration = _time.GetElapsedTime(began),
            StatusCode = status,
            Error = error,
            Response = reply.Length == 0 ? null : Shorten(Encoding.UTF8.GetString(reply)),
        };
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(GuardedConnector connector) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxResponseHeadersLength = MostHeaderKilobytes,
        ConnectCallback = connector.ConnectAsync,
    };

    private static HttpRequestMessage Compose(WebhookEndpoint endpoint, string id, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = content };
        var signatures = endpoint.Keys.Where(key => key.ValidUntil is null || key.ValidUntil > now).Select(key => WebhookSignature.Sign(key.Secret, id, now, body.Span));
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, string.Join(' ', signatures));
        request.Headers.TryAddWithoutValidation("User-Agent", "Payments-Webhooks/1");
        return request;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MostReplyBytes];
            var read = await stream.ReadAtLeastAsync(buffer, MostReplyBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return buffer[..read];
        }
    }

    private static string? Describe(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => string.Create(CultureInfo.InvariantCulture, $"answered {status}; redirects are not followed"),
        _ => string.Create(CultureInfo.InvariantCulture, $"answered {status}"),
    };

    private static string Describe(Exception fault) =>
        fault is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known ? $"no answer: {known.HttpRequestError}" : "no answer: the connection broke";

    private static string Shorten(string text) => text.Length <= MostResponseCharacters ? text : text[..MostResponseCharacters];

    private static TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wanted = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wanted > TimeSpan.Zero ? wanted : null;
    }
}
