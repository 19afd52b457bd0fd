using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Payments.Fleet.Stage;

namespace Payments.Fleet.Load;

/// <summary>An answer, byte for byte.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Body">The body.</param>
/// <param name="IsReplay">Whether the node says that it gave this answer before.</param>
internal sealed record Reply(int Status, byte[] Body, bool IsReplay)
{
    public bool IsDone => Status is >= 200 and < 300 and not 202;

    /// <summary>What may be otherwise when it is asked again: a fault, a request in work, an outcome that is not known yet.</summary>
    public bool IsForNow => Status is 202 or 409 or >= 500;
}

/// <summary>A client of the fleet: a request that is not answered is repeated at another node.</summary>
internal sealed class Caller : IDisposable
{
    private static readonly TimeSpan TryFor = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly IReadOnlyList<NodeSlot> _slots;
    private readonly HttpClient _http = new(Connections.Pool()) { Timeout = Timeout.InfiniteTimeSpan };

    private int _turn;
    private int _repeats;

    public Caller(IReadOnlyList<NodeSlot> slots) => _slots = slots;

    /// <summary>Requests that were sent again.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    /// <summary>Posts until there is an answer to stay with.</summary>
    /// <returns>The answer; the last one for now when there was none to stay with; <see langword="null"/> when there was none at all.</returns>
    public async Task<Reply?> PostAsync(string path, byte[] body, string? key, Func<Reply, bool> stays, TimeSpan within, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var pause = FirstPause;
        Reply? last = null;
        for (var turn = Interlocked.Increment(ref _turn); ; turn++)
        {
            last = await TryAsync(_slots[(int)((uint)turn % _slots.Count)].Address, path, body, key, cancellationToken) ?? last;
            if ((last is not null && stays(last)) || Stopwatch.GetElapsedTime(began) > within)
            {
                return last;
            }

            Interlocked.Increment(ref _repeats);
            // Doubling and drawn by lot, as every client should: thousands who wait must not be what keeps a fleet from getting up again.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Reply?> TryAsync(Uri node, string path, byte[] body, string? key, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TryFor);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, path)) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await _http.SendAsync(request, limit.Token);
            return new Reply((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(limit.Token), response.Headers.Contains("Idempotent-Replayed"));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
