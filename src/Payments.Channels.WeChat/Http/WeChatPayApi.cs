using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;
using Payments.Channels.WeChat.Signing;

namespace Payments.Channels.WeChat;

/// <summary>
/// The way out for every v3 call these packages have no method for: signs, sends, verifies the answer and tells a decision from an uncertainty.
/// Get it as a keyed service under the account's name. Thread-safe.
/// </summary>
/// <remarks>
/// Accepted: an answer of success whose signature is WeChat Pay's. Rejected: WeChat Pay refused (HTTP 4xx in its own form). Unknown: anything else,
/// also "too often" (429) of a call that changes something. <see cref="ChannelUnreachableException"/>: nothing was sent.
/// </remarks>
public sealed class WeChatPayApi
{
    private readonly VerifiedCalls _calls;
    private readonly RequestSigner _signer;

    internal WeChatPayApi(VerifiedCalls calls, RequestSigner signer)
    {
        _calls = calls;
        _signer = signer;
    }

    /// <summary>Sends <paramref name="request"/> as JSON and reads the answer as JSON.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">From the slash on, percent-encoded, as <c>/v3/profitsharing/orders</c>.</param>
    /// <param name="request">What to send; must serialise without null members, which WeChat Pay refuses.</param>
    /// <param name="requestType">How to write it.</param>
    /// <param name="responseType">How to read the answer. An empty answer (204) is unknown here: use the overload with bytes.</param>
    /// <param name="options">What is special about the call.</param>
    /// <param name="cancellationToken">Gives up; the call may have been sent.</param>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<ChannelOutcome<TResponse>> SendAsync<TRequest, TResponse>(
        HttpMethod method,
        string pathAndQuery,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        WeChatCallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var outcome = await SendAsync(method, pathAndQuery, body, options, cancellationToken).ConfigureAwait(false);
        return Parse(outcome, pathAndQuery, responseType);
    }

    /// <summary>Gets, and reads the answer as JSON.</summary>
    /// <param name="pathAndQuery">From the slash on, percent-encoded.</param>
    /// <param name="responseType">How to read the answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<ChannelOutcome<TResponse>> GetAsync<TResponse>(
        string pathAndQuery, JsonTypeInfo<TResponse> responseType, CancellationToken cancellationToken = default)
    {
        var outcome = await SendAsync(HttpMethod.Get, pathAndQuery, body: null, options: null, cancellationToken).ConfigureAwait(false);
        return Parse(outcome, pathAndQuery, responseType);
    }

    /// <summary>Sends bytes of JSON, or nothing, and gives the verified bytes of the answer: empty for 204. At most 1 MiB.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">From the slash on, percent-encoded.</param>
    /// <param name="body">The JSON, or <see langword="null"/>. Must not change until the call ends.</param>
    /// <param name="options">What is special about the call.</param>
    /// <param name="cancellationToken">Gives up; the call may have been sent.</param>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<ChannelOutcome<ReadOnlyMemory<byte>>> SendAsync(
        HttpMethod method,
        string pathAndQuery,
        ReadOnlyMemory<byte>? body = null,
        WeChatCallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        CheckPath(pathAndQuery);
        var isRead = method == HttpMethod.Get;
        var call = new WeChatCall(Operation(method, pathAndQuery), method, pathAndQuery)
        {
            Body = body,
            SafeToRepeat = options?.SafeToRepeat ?? isRead,
            PlatformSerial = options?.PlatformSerial,
            Sensitive = options?.Sensitive ?? [],
        };
        return await _calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success success => new ChannelOutcome<ReadOnlyMemory<byte>>.Accepted(success.Body),
            WeChatReply.Refusal refusal when !isRead && (refusal.IsThrottled() || refusal.MayHaveArrivedBefore) =>
                new ChannelOutcome<ReadOnlyMemory<byte>>.Unknown(refusal.Error),
            WeChatReply.Refusal refusal => new ChannelOutcome<ReadOnlyMemory<byte>>.Rejected(refusal.Error),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<ReadOnlyMemory<byte>>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>
    /// Makes the value of an <c>Authorization</c> header, for what you send yourself (a multipart upload signs its <c>meta</c> part only). Good for five minutes.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="pathAndQuery">Exactly as it will be on the wire.</param>
    /// <param name="body">Exactly the bytes to be signed; empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<string> AuthorizeAsync(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte> body = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        CheckPath(pathAndQuery);
        return _signer.AuthorizeAsync(method.Method, pathAndQuery, body, cancellationToken);
    }

    private static void CheckPath(string pathAndQuery)
    {
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        if (!pathAndQuery.StartsWith('/') || pathAndQuery.Contains('#', StringComparison.Ordinal))
        {
            throw new ArgumentException("A path starts with a slash and has no fragment, as /v3/profitsharing/orders.", nameof(pathAndQuery));
        }
    }

    // The path may hold numbers, the query a payer; a log needs neither.
    private static string Operation(HttpMethod method, string pathAndQuery) => $"{method} {string.Join('/', pathAndQuery.Split('?')[0].Split('/').Take(4))}";

    private static ChannelOutcome<TResponse> Parse<TResponse>(
        ChannelOutcome<ReadOnlyMemory<byte>> outcome, string pathAndQuery, JsonTypeInfo<TResponse> type) => outcome.Match<ChannelOutcome<TResponse>>(
        body =>
        {
            try
            {
                return JsonSerializer.Deserialize(body.Span, type) is { } response
                    ? new ChannelOutcome<TResponse>.Accepted(response)
                    : new ChannelOutcome<TResponse>.Unknown(ChannelErrors.Malformed(Operation(HttpMethod.Get, pathAndQuery), "it is null."));
            }
            catch (JsonException)
            {
                return new ChannelOutcome<TResponse>.Unknown(ChannelErrors.Malformed(Operation(HttpMethod.Get, pathAndQuery), "it is genuine, but does not fit the type it was to be read as."));
            }
        },
        error => new ChannelOutcome<TResponse>.Rejected(error),
        error => new ChannelOutcome<TResponse>.Unknown(error));
}

/// <summary>What is special about a call of <see cref="WeChatPayApi"/>.</summary>
public sealed record WeChatCallOptions
{
    /// <summary>
    /// Whether a call that may have arrived can be sent again to the backup address without doing twice what it does. Default: only GET.
    /// Set it for calls that WeChat Pay makes idempotent by a number of yours.
    /// </summary>
    public bool? SafeToRepeat { get; init; }

    /// <summary>The key the sensitive fields are encrypted to: <see cref="WeChatSealer.Serial"/>. Default: the account's current key.</summary>
    public string? PlatformSerial { get; init; }

    /// <summary>Values that must not appear in an error text, should WeChat Pay repeat them.</summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];
}
