using Payments.Recon.Bills;

namespace Payments.Recon.Scanning;

/// <summary>Reads single lines again, cheapest in the order of the file. Not thread-safe.</summary>
internal sealed unsafe class LineGatherer(BillFile file, BillHeader header, int utcOffsetSeconds, long dataEnd)
{
    private const int Near = 64 * 1024;
    private const int Far = 4 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Near + LineParser.MaxLine + 256, pinned: true);
    private readonly int[] _marks = GC.AllocateArray<int>(header.Columns + 2, pinned: true);
    private long _position;
    private int _length;

    public LineParser Parser { get; } = new(header, utcOffsetSeconds);

    /// <summary>Parses the line that starts at <paramref name="offset"/>.</summary>
    public Reading Read(long offset)
    {
        var isNear = offset >= _position && offset < _position + _length + Near;
        var end = -1;
        if (offset >= _position && offset < _position + _length)
        {
            end = new ReadOnlySpan<byte>(_buffer, (int)(offset - _position), _length - (int)(offset - _position)).IndexOf((byte)'\n');
        }

        for (var want = isNear ? Near : Far; end < 0; want = _buffer.Length - 256)
        {
            (_position, _length) = (offset, (int)Math.Min(want, dataEnd - offset));
            file.Read(_buffer.AsSpan(0, _length), _position);
            end = new ReadOnlySpan<byte>(_buffer, 0, _length).IndexOf((byte)'\n');
            end = end < 0 && (want > Near || _position + _length == dataEnd) ? _length : end;
        }

        fixed (byte* buffer = _buffer)
        fixed (int* marks = _marks)
        {
            var start = (int)(offset - _position);
            var (count, quoted) = (0, false);
            for (var at = start; at < start + end; at++)
            {
                quoted |= buffer[at] == '"';
                if (buffer[at] == header.Layout.Delimiter && count <= header.Columns)
                {
                    marks[count++] = at;
                }
            }

            return Parser.Parse(buffer, start, start + end, marks, count, quoted);
        }
    }
}
