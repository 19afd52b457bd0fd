using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Updates;

/// <summary>Reads an event stream frame by frame.</summary>
internal sealed class EventStream(HttpResponseMessage response) : IDisposable
{
    private StreamReader? _reader;

    public HttpResponseMessage Response { get; } = response;

    public static async Task<EventStream> OpenAsync(TestHost host, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventStream(response);
    }

    /// <summary>The next frame without its blank line, or <see langword="null"/> at the end.</summary>
    public async Task<string?> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        _reader ??= new StreamReader(await Response.Content.ReadAsStreamAsync(timeout.Token));
        List<string> lines = [];
        while (await _reader.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return string.Join('\n', lines);
            }

            lines.Add(line);
        }

        return null;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        Response.Dispose();
    }
}
