using System.Net;
using System.Net.Http.Headers;
using Payments.Channels.Alipay.Options;
using Payments.Channels.Alipay.Signing;
using Payments.Shared;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>A body as it came, or why there is none.</summary>
internal readonly record struct RawAnswer(byte[]? Body, PaymentError? Error, DateTimeOffset? ServerTime);

/// <summary>Sends signed calls: common parameters in the address, content in the body, as the gateway decodes the body by the address's charset.</summary>
internal sealed class GatewayTransport(AlipayAccount account, IHttpClientFactory clients, TimeProvider time)
{
    // The largest genuine answer is some tens of kilobytes.
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded", "utf-8");

    public static string ClientName(string account) => "payments-alipay-" + account;

    public HttpClient CreateClient() => clients.CreateClient(ClientName(account.Name));

    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<RawAnswer> SendAsync(string method, SignedParameters parameters, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(account.Options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{account.Gateway}?{parameters.ToQueryWithoutContent()}"))
        {
            Content = new StringContent($"{RequestParameters.Content}={Uri.EscapeDataString(parameters.ContentValue!)}", Form),
        };
        try
        {
            using var client = CreateClient();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await ReadAsync(method, response, either.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException fault) when (HttpFailure.NothingWasSent(fault))
        {
            throw new ChannelUnreachableException(account.Name, HttpFailure.Describe(fault), fault);
        }
        catch (Exception fault) when (IsNetwork(fault, cancellationToken))
        {
            return new RawAnswer(Body: null, Words.NoAnswer(method, HttpFailure.Describe(fault)), ServerTime: null);
        }
    }

    /// <summary>Whether this is the network's or the time limit's doing, and not the caller's giving up.</summary>
    public static bool IsNetwork(Exception fault, CancellationToken callers) =>
        fault is HttpRequestException or IOException || (fault is OperationCanceledException && !callers.IsCancellationRequested);

    private static async Task<RawAnswer> ReadAsync(string method, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var serverTime = response.Headers.Date;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new RawAnswer(Body: null, Words.NoAnswer(method, $"HTTP status {(int)response.StatusCode} came in place of an answer."), serverTime);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var body = await BoundedReader.ReadAsync(stream, MaxAnswerBytes, response.Content.Headers.ContentLength, cancellationToken).ConfigureAwait(false);
            return body.IsOverflow
                ? new RawAnswer(Body: null, Words.NoAnswer(method, "the answer is larger than any genuine one."), serverTime)
                : new RawAnswer(body.Bytes, Error: null, serverTime);
        }
    }
}
