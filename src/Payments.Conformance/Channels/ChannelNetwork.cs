using System.Net;
using System.Text;

namespace Payments.Conformance;

/// <summary>The network between a channel and its fake: counts what is sent, and fails when told to. Thread-safe.</summary>
public sealed class ChannelNetwork
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(30);

    private volatile NetworkFault _fault;
    private int _sent;
    private int _place;

    /// <summary>How many requests reached the fake.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>
    /// Takes the signature off an answer, given its body, and returns the body without it. Default: drops all headers, which is enough where the
    /// signature is one of them.
    /// </summary>
    public Func<HttpResponseMessage, byte[], byte[]> Unsign { get; set; } = static (response, body) =>
    {
        response.Headers.Clear();
        return body;
    };

    /// <summary>Makes a handler for the channel's HTTP client; put it in front of the one that reaches the fake.</summary>
    public DelegatingHandler CreateHandler() => new Handler(this);

    /// <summary>From now on calls fail this way.</summary>
    /// <param name="fault">The way.</param>
    /// <param name="place">Where <see cref="NetworkFault.Tampered"/> strikes: the first letter or digit from this offset on, in a body taken as a ring.</param>
    public void Break(NetworkFault fault, int place = 0)
    {
        Volatile.Write(ref _place, place);
        _fault = fault;
    }

    /// <summary>From now on calls go through.</summary>
    public void Heal() => _fault = NetworkFault.None;

    private static HttpRequestException? NothingSent(NetworkFault fault) => fault switch
    {
        NetworkFault.ConnectionRefused => new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused."),
        NetworkFault.NameNotFound => new HttpRequestException(HttpRequestError.NameResolutionError, "No such host is known."),
        NetworkFault.TlsFailed => new HttpRequestException(HttpRequestError.SecureConnectionError, "The SSL connection could not be established."),
        _ => null,
    };

    private async Task<HttpResponseMessage> SpoilAsync(NetworkFault fault, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case NetworkFault.None:
                return response;
            case NetworkFault.NoAnswer:
                response.Dispose();
                await Task.Delay(Forever, TimeProvider.System, cancellationToken);
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "No answer.");
            case NetworkFault.Reset:
                response.Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
            case NetworkFault.ServerError or NetworkFault.Garbage:
                response.Dispose();
                return new HttpResponseMessage(fault == NetworkFault.Garbage ? HttpStatusCode.OK : HttpStatusCode.BadGateway)
                {
                    Content = new StringContent("<html><body>Please log in.</body></html>", Encoding.UTF8, "text/html"),
                };
            default:
                return await SpoilBodyAsync(fault, response, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SpoilBodyAsync(NetworkFault fault, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);

        // An answer without a body has only its headers to be spoilt.
        var spoilt = fault == NetworkFault.Unsigned || body.Length == 0 ? Unsign(response, body)
            : fault == NetworkFault.Tampered ? Tamper.Character(body, Volatile.Read(ref _place))
            : body[..(fault == NetworkFault.Cut ? body.Length / 2 : 0)];
        var content = new ByteArrayContent(spoilt);
        foreach (var (name, values) in response.Content.Headers.NonValidated.Where(header => !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content.Dispose();
        response.Content = content;
        return response;
    }

    private sealed class Handler(ChannelNetwork network) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = network._fault;
            if (NothingSent(fault) is { } nothing)
            {
                throw nothing;
            }

            Interlocked.Increment(ref network._sent);
            return await network.SpoilAsync(fault, await base.SendAsync(request, cancellationToken), cancellationToken);
        }
    }
}
