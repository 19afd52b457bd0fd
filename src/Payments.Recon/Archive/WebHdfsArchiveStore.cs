using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Payments.Recon.Archive;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>An archive in HDFS over WebHDFS. A file is written beside its place and renamed into it, so that nobody sees half of one.</summary>
#pragma warning disable CA2000 // an answer that is read is closed by whoever reads it
public sealed class WebHdfsArchiveStore : IArchiveStore, IDisposable
{
    private readonly WebHdfsArchiveOptions _options;
    private readonly Uri _endpoint;
    private readonly string _root;
    private readonly ArchiveHttp _http;

    /// <summary>Names the store; nothing is sent yet.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="time">The clock that requests are timed by.</param>
    public WebHdfsArchiveStore(WebHdfsArchiveOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _endpoint = options.Endpoint ?? throw new ArgumentException("Name the name node's address.", nameof(options));
        _options = options;
        _root = "/" + options.Folder.Trim('/');
        _http = new ArchiveHttp(options.Timeout, time);
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = PathOf(name);
        if (await ExistsAsync(path, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var draft = $"{_root}/.incoming/{Guid.CreateVersion7():N}";
        await WriteAsync(draft, content, cancellationToken).ConfigureAwait(false);
        await AskAsync(HttpMethod.Put, path[..path.LastIndexOf('/')], "MKDIRS", cancellationToken).ConfigureAwait(false);

        // Renaming never replaces: of two that write the same, one is refused.
        if (await AskAsync(HttpMethod.Put, draft, "RENAME", cancellationToken, ("destination", path)).ConfigureAwait(false))
        {
            return true;
        }

        await AskAsync(HttpMethod.Delete, draft, "DELETE", cancellationToken).ConfigureAwait(false);
        return await ExistsAsync(path, cancellationToken).ConfigureAwait(false)
            ? false
            : throw new IOException($"The archive refused to put '{name}' in its place.");
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(PathOf(name), "OPEN"));
        var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (TargetOf(answer) is { } node)
        {
            answer.Dispose();
            using var second = new HttpRequestMessage(HttpMethod.Get, node);
            answer = await _http.SendAsync(second, cancellationToken).ConfigureAwait(false);
        }

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
        ArgumentNullException.ThrowIfNull(prefix);
        var objects = new List<ArchiveObject>();
        var folders = new Queue<string>();
        folders.Enqueue(prefix[..(prefix.LastIndexOf('/') + 1)]);
        while (folders.TryDequeue(out var folder))
        {
            foreach (var (name, bytes, isFolder) in await ReadFolderAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                if (name.StartsWith('.'))
                {
                    continue;
                }

                if (isFolder)
                {
                    folders.Enqueue($"{folder}{name}/");
                }
                else if ((folder + name).StartsWith(prefix, StringComparison.Ordinal))
                {
                    objects.Add(new ArchiveObject(folder + name, bytes));
                }
            }
        }

        foreach (var item in objects.OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => AskAsync(HttpMethod.Delete, PathOf(name), "DELETE", cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    /// <summary>The name node says which data node takes the bytes; only that one gets them.</summary>
    private async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        Uri node;
        using (var request = new HttpRequestMessage(HttpMethod.Put, AddressOf(path, "CREATE", ("overwrite", "false"))))
        using (var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false))
        {
            node = TargetOf(answer) ?? throw await answer.FaultAsync("say where a file goes", cancellationToken).ConfigureAwait(false);
        }

        using var second = new HttpRequestMessage(HttpMethod.Put, node) { Content = new StreamContent(new KeptStream(content)) };
        second.Content.Headers.ContentType = new("application/octet-stream");
        using var done = await _http.SendAsync(second, cancellationToken).ConfigureAwait(false);
        if (done.Status != HttpStatusCode.Created)
        {
            throw await done.FaultAsync("write a file", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(path, "GETFILESTATUS"));
        using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await answer.FaultAsync($"look for '{path}'", cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<bool> AskAsync(HttpMethod method, string path, string operation, CancellationToken cancellationToken, params (string Name, string Value)[] more)
    {
        using var request = new HttpRequestMessage(method, AddressOf(path, operation, more));
        using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw await answer.FaultAsync($"do {operation} on '{path}'", cancellationToken).ConfigureAwait(false);
        }

        using var json = await ReadJsonAsync(answer, cancellationToken).ConfigureAwait(false);
        return json.RootElement.TryGetProperty("boolean", out var value) && value.ValueKind == JsonValueKind.True;
    }

    private async Task<IReadOnlyList<(string Name, long Bytes, bool IsFolder)>> ReadFolderAsync(string folder, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf($"{_root}/{folder}".TrimEnd('/'), "LISTSTATUS"));
        using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return [];
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            throw await answer.FaultAsync("list its files", cancellationToken).ConfigureAwait(false);
        }

        using var json = await ReadJsonAsync(answer, cancellationToken).ConfigureAwait(false);
        try
        {
            return [.. json.RootElement.GetProperty("FileStatuses").GetProperty("FileStatus").EnumerateArray().Select(static file => (
                file.GetProperty("pathSuffix").GetString() ?? "",
                file.GetProperty("length").GetInt64(),
                file.GetProperty("type").GetString() == "DIRECTORY"))];
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IOException("The archive's list of files cannot be read: it is not the answer of a WebHDFS service.", fault);
        }
    }

    private static async Task<JsonDocument> ReadJsonAsync(ArchiveAnswer answer, CancellationToken cancellationToken)
    {
        var body = await answer.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (JsonException fault)
            {
                throw new IOException("The archive's answer cannot be read: it is not the JSON of a WebHDFS service.", fault);
            }
        }
    }

    private static Uri? TargetOf(ArchiveAnswer answer) =>
        answer.Status == HttpStatusCode.TemporaryRedirect && answer.Location is { IsAbsoluteUri: true, Scheme: "http" or "https" } node ? node : null;

    private string PathOf(string name) => $"{_root}/{ArchiveNames.Check(name)}";

    private Uri AddressOf(string path, string operation, params ReadOnlySpan<(string Name, string Value)> more)
    {
        List<KeyValuePair<string, string>> query = [new("op", operation)];
        foreach (var (name, value) in more)
        {
            query.Add(new(name, value));
        }

        if (_options.DelegationToken.Length > 0)
        {
            query.Add(new("delegation", _options.DelegationToken));
        }
        else if (_options.User.Length > 0)
        {
            query.Add(new("user.name", _options.User));
        }

        return new Uri($"{_endpoint.GetLeftPart(UriPartial.Authority)}/webhdfs/v1{SigV4.Encode(path, keepSlash: true)}?{SigV4.Query(query)}");
    }
}
