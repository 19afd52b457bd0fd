using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Payments.Recon.Archive;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>
/// An archive in S3, or a store that speaks like it and honours <c>If-None-Match: *</c> on writing. Contents of up to 5 GiB, one request each. Let the
/// bucket lock its objects (Object Lock) so that nobody else deletes them either.
/// </summary>
#pragma warning disable CA2000 // an answer that is read is closed by whoever reads it
public sealed class S3ArchiveStore : IArchiveStore, IDisposable
{
    private const long MostBytes = 5L << 30;
    private const int Conflicts = 5;

    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(200);

    private readonly Uri _endpoint;
    private readonly string _root;
    private readonly string _prefix;
    private readonly SigV4Key _key;
    private readonly ArchiveHttp _http;
    private readonly TimeProvider _time;

    /// <summary>Names the store; nothing is sent yet.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="time">The clock that requests are signed by.</param>
    public S3ArchiveStore(S3ArchiveOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _endpoint = options.Endpoint ?? throw new ArgumentException("Name the service's address.", nameof(options));
        _prefix = options.Prefix;
        _root = $"{options.Endpoint.AbsolutePath.TrimEnd('/')}/{SigV4.Encode(options.Bucket)}";
        _key = new SigV4Key(options.AccessKeyId, options.SecretAccessKey, options.Region);
        _http = new ArchiveHttp(options.Timeout, time);
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var start = content.Position;
        if (content.Length - start > MostBytes)
        {
            throw new IOException($"The content has {content.Length - start} bytes; this store takes {MostBytes} in one request. Split it, or archive it elsewhere.");
        }

        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        for (var tries = 1; ; tries++)
        {
            content.Position = start;
            using var request = Make(HttpMethod.Put, ArchiveNames.Check(name), [], sha256, ("if-none-match", "*"));
            request.Content = new StreamContent(new KeptStream(content)) { Headers = { ContentLength = content.Length - start } };
            using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            switch (answer.Status)
            {
                case HttpStatusCode.OK:
                    return true;
                case HttpStatusCode.PreconditionFailed:
                    return false;
                case HttpStatusCode.Conflict when tries < Conflicts: // another writes the same at this moment
                    await Task.Delay(ConflictPause, _time, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw await answer.FaultAsync($"write '{name}'", cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        using var request = Make(HttpMethod.Get, ArchiveNames.Check(name), [], ArchiveJson.HashOf([]));
        var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.OK)
        {
            return await answer.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        using (answer)
        {
            return answer.Status == HttpStatusCode.NotFound ? null : throw await answer.FaultAsync($"read '{name}'", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArchiveObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? token = ""; token is not null;)
        {
            List<KeyValuePair<string, string>> query = [new("list-type", "2"), new("prefix", _prefix + prefix), new("max-keys", "1000")];
            if (token.Length > 0)
            {
                query.Add(new("continuation-token", token));
            }

            S3Listing page;
            using (var request = Make(HttpMethod.Get, null, query, ArchiveJson.HashOf([])))
            using (var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false))
            {
                if (answer.Status != HttpStatusCode.OK)
                {
                    throw await answer.FaultAsync("list its objects", cancellationToken).ConfigureAwait(false);
                }

                page = await S3Listing.ReadAsync(await answer.OpenAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            foreach (var item in page.Objects.Where(item => item.Name.StartsWith(_prefix, StringComparison.Ordinal)))
            {
                yield return item with { Name = item.Name[_prefix.Length..] };
            }

            token = page.Next;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        // S3 answers the same whether there was one.
        if (await OpenAsync(name, cancellationToken).ConfigureAwait(false) is not { } there)
        {
            return false;
        }

        await there.DisposeAsync().ConfigureAwait(false);
        using var request = Make(HttpMethod.Delete, ArchiveNames.Check(name), [], ArchiveJson.HashOf([]));
        using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status is HttpStatusCode.NoContent or HttpStatusCode.OK ? true : throw await answer.FaultAsync($"delete '{name}'", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Make(HttpMethod method, string? name, IReadOnlyList<KeyValuePair<string, string>> query, string sha256, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var path = name is null ? _root : $"{_root}/{SigV4.Encode(_prefix + name, keepSlash: true)}";
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = _endpoint.IsDefaultPort ? _endpoint.Host : _endpoint.Authority,
            ["x-amz-content-sha256"] = sha256,
            ["x-amz-date"] = SigV4.Time(_time.GetUtcNow()),
        };
        foreach (var (header, value) in more)
        {
            headers.Add(header, value);
        }

        var text = SigV4.Query(query);
        var request = new HttpRequestMessage(method, new Uri($"{_endpoint.GetLeftPart(UriPartial.Authority)}{path}{(text.Length == 0 ? "" : "?")}{text}"));
        foreach (var (header, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        request.Headers.TryAddWithoutValidation("Authorization", SigV4.Sign(method.Method, path, query, headers, _key));
        return request;
    }
}
