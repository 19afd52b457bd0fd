using System.Globalization;
using System.Text;

namespace Payments.Cli.Generating;

/// <summary>Writes lines of bytes, fast.</summary>
internal sealed class LineFile(string path) : IDisposable
{
    private const int BufferBytes = 1 << 20;
    private const int MostLine = 4096;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;

    public LineFile Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
        return this;
    }

    public LineFile Add(string text, Encoding encoding) => Add(encoding.GetBytes(text));

    public LineFile Add(ulong value, int digits)
    {
        for (var at = _used + digits - 1; at >= _used; at--)
        {
            _buffer[at] = (byte)('0' + (value % 10));
            value /= 10;
        }

        _used += digits;
        return this;
    }

    public LineFile Add(long value)
    {
        value.TryFormat(_buffer.AsSpan(_used), out var written, provider: CultureInfo.InvariantCulture);
        _used += written;
        return this;
    }

    /// <summary>Minor units as a decimal with so many places, at least two.</summary>
    public LineFile AddMajor(long minor, int places)
    {
        if (minor < 0)
        {
            Add("-"u8);
            minor = -minor;
        }

        Add(minor / 100).Add("."u8).Add((ulong)(minor % 100), 2);
        return places > 2 ? Add(0, places - 2) : this;
    }

    public LineFile AddTime(int second) =>
        Add((ulong)(second / 3600), 2).Add(":"u8).Add((ulong)(second / 60 % 60), 2).Add(":"u8).Add((ulong)(second % 60), 2);

    public void EndLine(ReadOnlySpan<byte> lineBreak)
    {
        Add(lineBreak);
        if (_used > BufferBytes - MostLine)
        {
            Flush();
        }
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private void Flush()
    {
        _file.Write(_buffer, 0, _used);
        _used = 0;
    }
}
