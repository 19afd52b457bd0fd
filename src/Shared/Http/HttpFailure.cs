using System.Net.Http;
using Polly.Timeout;

namespace Payments.Shared;

/// <summary>Tells a call that never left from one whose fate is unknown.</summary>
internal static class HttpFailure
{
    /// <summary>
    /// Whether the request certainly never reached the server: no name, no connection, no TLS session, no proxy tunnel.
    /// Everything else, a time-out and a reset connection included, may have been received.
    /// </summary>
    public static bool NothingWasSent(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>The cause in words that hold no address, header or body.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its host name could not be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "the connection was refused or timed out.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "TLS could not be established.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy refused the tunnel.",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection ended before the answer did.",
        OperationCanceledException or TimeoutRejectedException => "no answer came in time.",
        ChannelUnreachableException { Error: var error } => error.Message,
        _ => "the connection broke.",
    };
}
