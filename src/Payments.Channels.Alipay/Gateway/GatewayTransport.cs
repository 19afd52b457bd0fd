using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Payments.Channels.Alipay.Options;
using Payments.Channels.Alipay.Signing;
using Payments.Shared;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>A body as it came, or why there is none.</summary>
internal sealed record RawAnswer(byte[]? Body, PaymentError? Error, DateTimeOffset? ServerTime, Again Again = default) : ITried;

/// <summary>Sends signed calls: common parameters in the address, content in the body, as the gateway decodes the body by the address's charset.</summary>
internal sealed class GatewayTransport(AlipayAccount account, IHttpClientFactory clients)
{
    // The largest genuine answer is some tens of kilobytes.
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded", "utf-8");

    public static string ClientName(string account) => "payments-alipay-" + account;

    public HttpClient CreateClient() => clients.CreateClient(ClientName(account.Name));

    /// <summary>Sends once.</summary>
    public async Task<RawAnswer> SendAsync(string method, SignedParameters parameters, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{account.Gateway}?{parameters.ToQueryWithoutContent()}"))
        {
            Content = new StringContent($"{RequestParameters.Content}={Uri.EscapeDataString(parameters.ContentValue!)}", Form),
        };
        using var client = CreateClient();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(method, response, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<RawAnswer> ReadAsync(string method, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var serverTime = response.Headers.Date;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var cause = string.Create(CultureInfo.InvariantCulture, $"HTTP status {(int)response.StatusCode} came in place of an answer.");
            return new RawAnswer(Body: null, Words.NoAnswer(method, cause), serverTime, RepeatRules.Of(response, cause));
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
