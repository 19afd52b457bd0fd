using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Payments.Drill.Fronts;

/// <summary>Passes bytes on. Broken, its listener is gone and its connections are cut: the port refuses.</summary>
internal sealed class Relay : IFront
{
    private readonly IPEndPoint _target;
    private readonly int _port;
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public Relay(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _listener = Listen(0);
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public string Address => $"http://127.0.0.1:{_port}";

    public async Task BreakAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
        foreach (var connection in _open.Keys)
        {
            connection.Dispose();
        }
    }

    public Task MendAsync()
    {
        _listener = Listen(_port);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await BreakAsync();

    private TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _accepting = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                _ = PassAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        _open[near] = _open[far] = 0;
        try
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(_target);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut: that is what it is for.
        }
        finally
        {
            near.Dispose();
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }
}
