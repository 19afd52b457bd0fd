using System.Globalization;
using System.Net;

namespace Payments.Recon.Delivery;

/// <summary>Posts small JSON. No redirects, no cookies; no address in an error, because robots' addresses hold their keys.</summary>
internal sealed class ReportHttp : IDisposable
{
    private const int MostReplyBytes = 4_096;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Posts, and reads the beginning of the answer.</summary>
    /// <exception cref="HttpRequestException">The answer is no success.</exception>
    public async Task<byte[]> PostAsync(string url, byte[] body, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"The receiver of the report answered {(int)response.StatusCode}."), inner: null, response.StatusCode);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MostReplyBytes];
            return buffer[..await stream.ReadAtLeastAsync(buffer, MostReplyBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)];
        }
    }

    public void Dispose() => _http.Dispose();
}
