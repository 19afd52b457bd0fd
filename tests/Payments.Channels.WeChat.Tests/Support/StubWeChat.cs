using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>A request as it would go out: exact bytes and headers.</summary>
internal sealed record SentRequest(string Method, string Address, string PathAndQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Stands where WeChat Pay is: keeps what is sent and answers what it is told.</summary>
internal sealed class StubWeChat(TimeProvider time) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<SentRequest> _sent = [];

    public Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>? Answer { get; set; }

    public RSA SigningKey { get; set; } = TestKeys.Platform;

    public string Serial { get; set; } = WeChatSide.PublicKeyId;

    public IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    public SentRequest Last => Sent[^1];

    public void Answers(Func<SentRequest, HttpResponseMessage> answer) => Answer = (request, _) => Task.FromResult(answer(request));

    public void Answers(HttpStatusCode status, string body) => Answers(_ => Signed(status, body));

    /// <summary>An answer with WeChat Pay's signature.</summary>
    public HttpResponseMessage Signed(HttpStatusCode status, string body)
    {
        var response = Unsigned(status, body);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        const string nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
        response.Headers.Add("Wechatpay-Timestamp", timestamp);
        response.Headers.Add("Wechatpay-Nonce", nonce);
        response.Headers.Add("Wechatpay-Serial", Serial);
        response.Headers.Add("Wechatpay-Signature", WeChatSide.Sign(SigningKey, timestamp, nonce, Encoding.UTF8.GetBytes(body)));
        response.Headers.Add("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
        return response;
    }

    public HttpResponseMessage Unsigned(HttpStatusCode status, string body, string requestId = "08F5B8C2B506102C18FDDFEEA30620BE821E28EDC405-0")
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Headers.Date = time.GetUtcNow();
        response.Headers.Add("Request-ID", requestId);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = request.Headers.NonValidated.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))
            .Concat(request.Content?.Headers.NonValidated.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString())) ?? [])
            .ToArray();
        var sent = new SentRequest(request.Method.Method, request.RequestUri!.GetLeftPart(UriPartial.Authority), request.RequestUri.PathAndQuery, headers, body);
        lock (_lock)
        {
            _sent.Add(sent);
        }

        return Answer is null ? throw new InvalidOperationException("The test gave no answer.") : await Answer(sent, cancellationToken);
    }
}
