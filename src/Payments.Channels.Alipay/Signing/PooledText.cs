using System.Buffers;
using System.Text;

namespace Payments.Channels.Alipay.Signing;

/// <summary>UTF-8 text put together in a rented buffer. Its content may be payer data, so it is cleared on return.</summary>
internal struct PooledText : IDisposable
{
    private byte[] _buffer;
    private int _length;

    public PooledText(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));

    public readonly ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public readonly ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public void Append(byte value)
    {
        Ensure(1);
        _buffer[_length++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Append(string text)
    {
        Ensure(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null!;
            buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Ensure(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(checked(_length + more + (_length / 2)));
        Span.CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
