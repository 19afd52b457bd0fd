using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Payments.Benchmarks.Http;

/// <summary>One kept connection that sends what was written before and reads no more of an answer than where it ends: the generator runs on the same cores.</summary>
internal sealed class Line : IDisposable
{
    private const string LengthHeader = "Content-Length:";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[4_096];

    public static async Task<Line> OpenAsync(int port)
    {
        var line = new Line();
        await line._socket.ConnectAsync(IPAddress.Loopback, port);
        return line;
    }

    /// <exception cref="InvalidOperationException">The answer is not 2xx, or not one of ours.</exception>
    public async Task SendAsync(byte[] request)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request.AsMemory(sent));
        }

        var read = 0;
        do
        {
            var more = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            read = more > 0 ? read + more : throw new InvalidOperationException("The server closed the connection.");
        }
        while (!IsWhole(_buffer.AsSpan(0, read)));
        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 2"u8))
        {
            throw new InvalidOperationException("A callback was answered: " + Encoding.ASCII.GetString(_buffer, 0, read));
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var at = head.IndexOf("Content-Length:"u8);
        var length = 0;
        if (at >= 0)
        {
            var value = head[(at + LengthHeader.Length)..];
            var stop = value.IndexOf((byte)'\r');
            length = int.Parse(stop < 0 ? value : value[..stop], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        return answer.Length >= end + 4 + length;
    }
}
