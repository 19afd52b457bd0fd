using System.Net;
using System.Net.Sockets;

namespace Payments.Recon.Archive;

/// <summary>Sends an archive's requests: each with a limit of time, none followed to another address by itself, every fault an <see cref="IOException"/>.</summary>
/// <param name="timeout">How long an answer may take, its body included.</param>
/// <param name="time">Measures it.</param>
/// <param name="client">Sends, and is disposed of with this; one of its own where there is none.</param>
internal sealed class ArchiveHttp(TimeSpan timeout, TimeProvider time, HttpClient? client = null) : IDisposable
{
    private readonly HttpClient _client = client ?? new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Sends a request and reads the answer's head; the body is read under the same limit of time.</summary>
    public async Task<ArchiveAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // the answer takes it with it
        var limit = new CancellationTokenSource(timeout, time);
#pragma warning restore CA2000
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return new ArchiveAnswer(response, limit);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            limit.Dispose();
            throw new IOException($"The archive at {request.RequestUri!.Authority} did not answer within {timeout}.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            limit.Dispose();
            throw new IOException($"The archive at {request.RequestUri!.Authority} could not be reached: {fault.Message}", fault);
        }
        catch
        {
            limit.Dispose();
            throw;
        }
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>An answer whose body may still be on its way.</summary>
internal sealed class ArchiveAnswer(HttpResponseMessage response, CancellationTokenSource limit) : IDisposable
{
    private const int MostErrorBytes = 2_000;

    public HttpStatusCode Status => response.StatusCode;

    public Uri? Location => response.Headers.Location;

    /// <summary>The body; closing it ends the answer.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        new ResponseStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), response, limit);

    /// <summary>What is wrong with an answer that was not expected. Bodies of errors name what is wrong, and carry no secret of ours.</summary>
    public async Task<IOException> FaultAsync(string what, CancellationToken cancellationToken)
    {
        var body = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var bytes = new byte[MostErrorBytes];
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return new IOException($"The archive refused to {what}: {(int)Status} {System.Text.Encoding.UTF8.GetString(bytes, 0, read)}".TrimEnd());
        }
    }

    public void Dispose()
    {
        response.Dispose();
        limit.Dispose();
    }
}
