using System.Buffers;
using System.Text;

namespace Payments.Channels.WeChat.Signing;

/// <summary>Lines, each ended by one LF, in a rented buffer: the form of everything WeChat Pay signs. Dispose to give the buffer back.</summary>
internal struct MessageBuffer(int capacity) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>The room one line of text needs at most.</summary>
    public static int Room(string line) => Encoding.UTF8.GetMaxByteCount(line.Length) + 1;

    public void AppendLine(ReadOnlySpan<char> line)
    {
        _length += Encoding.UTF8.GetBytes(line, _buffer.AsSpan(_length));
        _buffer[_length++] = (byte)'\n';
    }

    public void AppendLine(ReadOnlySpan<byte> line)
    {
        line.CopyTo(_buffer.AsSpan(_length));
        _length += line.Length;
        _buffer[_length++] = (byte)'\n';
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }
}
