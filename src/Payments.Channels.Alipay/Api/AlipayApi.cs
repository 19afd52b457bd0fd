using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Notifications;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay;

/// <summary>
/// Any other method of Alipay's: signs, sends, verifies and decrypts as the channel itself does. A keyed service under the account's name;
/// thread-safe.
/// </summary>
public sealed class AlipayApi
{
    private readonly AlipayAccount _account;
    private readonly RequestBuilder _builder;
    private readonly GatewayClient _client;
    private readonly ReturnReader _returns;

    internal AlipayApi(AlipayAccount account, RequestBuilder builder, GatewayClient client, ReturnReader returns) =>
        (_account, _builder, _client, _returns) = (account, builder, client, returns);

    /// <summary>Calls a method of the gateway.</summary>
    /// <typeparam name="TRequest">The content's type.</typeparam>
    /// <typeparam name="TResponse">The answer's type.</typeparam>
    /// <param name="method">Alipay's name of the method, as <c>alipay.fund.trans.common.query</c>.</param>
    /// <param name="content">What goes into <c>biz_content</c>; names are snake_case.</param>
    /// <param name="requestType">Its source-generated JSON type.</param>
    /// <param name="responseType">The source-generated JSON type of the answer's node.</param>
    /// <param name="options">Parameters beside the content. Default: none.</param>
    /// <param name="cancellationToken">Gives up waiting; the call may have been received.</param>
    /// <returns><c>Accepted</c> for a signed code 10000, <c>Rejected</c> for a definite refusal, and <c>Unknown</c> for everything else, code 10003 included.</returns>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<ChannelOutcome<TResponse>> ExecuteAsync<TRequest, TResponse>(
        string method,
        TRequest content,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        AlipayCallOptions? options = null,
        CancellationToken cancellationToken = default)
        where TResponse : class
    {
        var answer = await _client.CallAsync(Call(method, content, requestType, options), cancellationToken).ConfigureAwait(false);
        return answer.Kind != AnswerKind.Success ? answer.ToFailure<TResponse>()
            : answer.Read(responseType) is { } response ? new ChannelOutcome<TResponse>.Accepted(response)
            : new ChannelOutcome<TResponse>.Unknown(Words.Incomplete(method, "the form asked for"));
    }

    /// <summary>Signs a request that a browser or an app carries to Alipay, as <c>alipay.trade.page.pay</c>. Nothing is sent.</summary>
    /// <typeparam name="TRequest">The content's type.</typeparam>
    /// <param name="method">Alipay's name of the method.</param>
    /// <param name="content">What goes into <c>biz_content</c>.</param>
    /// <param name="requestType">Its source-generated JSON type.</param>
    /// <param name="options">Parameters beside the content. Default: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChannelUnreachableException">The account's signer failed.</exception>
    public async Task<AlipayJump> SignJumpAsync<TRequest>(
        string method, TRequest content, JsonTypeInfo<TRequest> requestType, AlipayCallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = Call(method, content, requestType, options) with { IsPlain = true };
        return new AlipayJump(_account.Gateway, await _builder.BuildAsync(call, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Verifies what a payer's browser brought to the return address. Whatever it says, the order is not paid by it.</summary>
    /// <param name="query">The query string as received, nothing decoded; at most 8,192 characters.</param>
    public AlipayReturn VerifyReturn(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _returns.Read(query);
    }

    private static GatewayCall Call<TRequest>(string method, TRequest content, JsonTypeInfo<TRequest> type, AlipayCallOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        return new GatewayCall(method, JsonSerializer.Serialize(content, type))
        {
            NotifyUrl = options?.NotifyUrl,
            ReturnUrl = options?.ReturnUrl,
            AppAuthToken = options?.AppAuthToken,
            SafeToRepeat = options?.SafeToRepeat ?? false,
        };
    }
}

/// <summary>Parameters of a call that stand beside its content.</summary>
public sealed record AlipayCallOptions
{
    /// <summary>
    /// Whether a call that may have arrived can be sent again under the same numbers without doing twice what it does; then silence, a broken connection
    /// and code 20000 are answered by another try. Default: <see langword="false"/>, it is sent once.
    /// </summary>
    public bool SafeToRepeat { get; init; }

    /// <summary>Where Alipay sends callbacks: at most 256 characters. Default: none.</summary>
    public string? NotifyUrl { get; init; }

    /// <summary>Where Alipay sends the payer's browser back to: at most 256 characters. Default: none.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>The token of the merchant acted for, in place of <see cref="AlipayOptions.AppAuthToken"/>.</summary>
    public string? AppAuthToken { get; init; }

    /// <summary>Shows no value: one may be a token.</summary>
    public override string ToString() => nameof(AlipayCallOptions);
}
