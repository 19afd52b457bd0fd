using System.Net;
using System.Net.Sockets;

namespace Payments.WireMock.Tests.Support;

/// <summary>A port that refuses every connection for as long as this lives: it is taken, and nobody listens.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Address => $"http://{_socket.LocalEndPoint}";

    public void Dispose() => _socket.Dispose();
}
