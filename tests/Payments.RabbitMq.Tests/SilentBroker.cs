using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Payments.RabbitMq.Tests;

/// <summary>Takes connections and says nothing, as a broker that dies while it greets.</summary>
internal sealed class SilentBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _held = [];
    private readonly Task _taking;

    public SilentBroker()
    {
        _listener.Start();
        _taking = TakeAsync();
    }

    public string Uri => string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _taking;
        _held.ForEach(client => client.Dispose());
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                _held.Add(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
