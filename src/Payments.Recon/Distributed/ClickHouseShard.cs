using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Payments.Recon.Distributed;

/// <summary>One server over HTTP. Everything that is not an answer is an error: no shard is ever skipped.</summary>
internal sealed class ClickHouseShard(HttpClient http, Uri address, ClickHouseOptions options, TimeProvider time)
{
    private const int MostMessage = 300;

    private static readonly TimeSpan CleanupTimeout = TimeSpan.FromSeconds(10);

    public string Name => $"{address.Host}:{address.Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Runs a statement without rows.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        using var content = new StringContent(sql);
        using var response = await SendAsync(query: null, content, options.Timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a statement with rows, as CSV. The server answers when it has all of them: an error in the middle is one, and no end of rows.</summary>
    public async IAsyncEnumerable<string> QueryAsync(string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var content = new StringContent(sql + "\nFORMAT CSV");
        using var response = await SendAsync(query: null, content, options.Timeout, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await ReadLineAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Loads a staged file.</summary>
    public async Task LoadAsync(string table, string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            using var content = new StreamContent(file);
            using var response = await SendAsync($"INSERT INTO {table} FORMAT CSV", content, options.Timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How many rows a table has.</summary>
    public async Task<long> CountAsync(string table, CancellationToken cancellationToken)
    {
        var count = -1L;
        await foreach (var row in QueryAsync($"SELECT COUNT(*) FROM {table}", cancellationToken).ConfigureAwait(false))
        {
            count = long.Parse(row, CultureInfo.InvariantCulture);
        }

        return count;
    }

    /// <summary>Drops a table, whether it is there or not, as far as the server answers.</summary>
    public async Task DropAsync(string table)
    {
        try
        {
            using var content = new StringContent($"DROP TABLE IF EXISTS {table}");
            using var response = await SendAsync(query: null, content, CleanupTimeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ReconciliationException)
        {
            // The run's own result is what counts; its tables' names begin with recon_ and can be dropped by hand.
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string? query, HttpContent content, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "?" + Settings(query))) { Content = content };
        request.Headers.TryAddWithoutValidation("X-ClickHouse-User", options.User);
        request.Headers.TryAddWithoutValidation("X-ClickHouse-Key", options.Password);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return response;
            }

            var message = await response.Content.ReadAsStringAsync(linked.Token).ConfigureAwait(false);
            response.Dispose();
            throw Unavailable($"refused a statement: {Shortened(message)}", inner: null);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(string.Create(CultureInfo.InvariantCulture, $"did not answer within {atMost}"), fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or IOException)
        {
            throw Unavailable($"cannot be reached: {fault.Message}", fault);
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await reader.ReadLineAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(string.Create(CultureInfo.InvariantCulture, $"stopped in the middle of an answer for {options.Timeout}"), fault);
        }
        catch (IOException fault)
        {
            throw Unavailable($"broke off in the middle of an answer: {fault.Message}", fault);
        }
    }

    private string Settings(string? query)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"database={Uri.EscapeDataString(options.Database)}&max_memory_usage={options.MaxMemoryBytes}&max_bytes_before_external_group_by={options.MaxMemoryBytes / 2}&skip_unavailable_shards=0&wait_end_of_query=1&buffer_size=1048576");
        return query is null ? text : text + "&query=" + Uri.EscapeDataString(query);
    }

    // The server's text may repeat the statement, never the password: that is in a header.
    private static string Shortened(string message) => message.ReplaceLineEndings(" ").Trim() is { Length: > MostMessage } longer ? longer[..MostMessage] + "…" : message.Trim();

    private ReconciliationException Unavailable(string what, Exception? inner) => new(
        ReportErrorCodes.EngineUnavailable, $"ClickHouse at {Name} {what}. No result was written: a result without one shard would be wrong. Bring it back and run again.", inner);
}
