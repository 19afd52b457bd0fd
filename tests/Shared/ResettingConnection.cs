using System.Net;
using System.Net.Sockets;

namespace Payments.Tests.Shared;

/// <summary>
/// A connection that the other side took and reset. HttpClient asks such a one for the other side's address, and lets through what the socket says to that.
/// </summary>
internal static class ResettingConnection
{
    public static async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, cancellationToken);
        var other = await listener.AcceptSocketAsync(cancellationToken);
        other.LingerState = new LingerOption(enable: true, seconds: 0);
        other.Dispose();
        socket.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Opens nothing else, whatever is asked for.</summary>
    public static SocketsHttpHandler Handler() => new() { ConnectCallback = (_, cancellationToken) => OpenAsync(cancellationToken) };
}
