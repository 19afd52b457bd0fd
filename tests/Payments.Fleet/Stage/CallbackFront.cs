using System.Net.Sockets;

namespace Payments.Fleet.Stage;

/// <summary>Carries callbacks to the nodes by turns, as a load balancer would: what a node does not answer goes to the next.</summary>
internal sealed class CallbackFront : HttpMessageHandler
{
    private const int MostTries = 4;

    private static readonly TimeSpan TryFor = TimeSpan.FromMilliseconds(1_500);

    private readonly IReadOnlyList<NodeSlot> _slots;
    private readonly HttpMessageInvoker _inner = new(Connections.Pool());

    private int _turn;

    public CallbackFront(IReadOnlyList<NodeSlot> slots) => _slots = slots;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var slot = _slots[(int)((uint)Interlocked.Increment(ref _turn) % _slots.Count)];
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TryFor);
            try
            {
                using var forwarded = Forward(request, body, slot.Address);
                var response = await _inner.SendAsync(forwarded, limit.Token);
                await response.Content.LoadIntoBufferAsync(limit.Token);
                if ((int)response.StatusCode < 500 || attempt == MostTries)
                {
                    return response;
                }

                response.Dispose();
            }
            catch (Exception exception) when (attempt < MostTries && !cancellationToken.IsCancellationRequested && exception is HttpRequestException or SocketException or OperationCanceledException or IOException)
            {
                // The next one.
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException("No node answered.", exception);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private static HttpRequestMessage Forward(HttpRequestMessage request, byte[] body, Uri node)
    {
        var forwarded = new HttpRequestMessage(request.Method, new Uri(node, request.RequestUri!.PathAndQuery)) { Content = new ByteArrayContent(body) };
        foreach (var header in request.Content!.Headers)
        {
            forwarded.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        foreach (var header in request.Headers)
        {
            forwarded.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return forwarded;
    }
}
