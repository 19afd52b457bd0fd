using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Payments.Recon.Scanning;

/// <summary>Takes the lines a scanner finds.</summary>
internal unsafe interface ILineSink
{
    /// <param name="buffer">Where the line is; at least 64 bytes after its end can be read.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="end">Where its line break is.</param>
    /// <param name="marks">Its delimiters; room for one more.</param>
    /// <param name="count">How many.</param>
    /// <param name="hasQuote">Whether it has a quote.</param>
    void Line(byte* buffer, int start, int end, int* marks, int count, bool hasQuote);
}

/// <summary>
/// Finds lines and their delimiters 64 bytes at a time. A line belongs to the block its first byte is in, so that blocks can be read by any thread in any
/// order. Not thread-safe: one for each thread.
/// </summary>
internal sealed unsafe class LineScanner<TSink>(TSink sink, byte delimiter) : IDisposable
    where TSink : class, ILineSink
{
    public const int Block = 512 * 1024;

    private const int Slack = 4096;
    private const int MostMarks = 4096;
    private const int Step = 64;

    // The byte before the block, the block, and as much as the longest line.
    private readonly byte* _buffer = (byte*)NativeMemory.AlignedAlloc(Block + LineParser.MaxLine + (4 * Step), Step);
    private readonly int* _marks = (int*)NativeMemory.AlignedAlloc((MostMarks + (2 * Step)) * sizeof(int), Step);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        NativeMemory.AlignedFree(_marks);
    }

    /// <summary>Hands over the lines that start in [<paramref name="from"/>, <paramref name="to"/>); the file's data is [<paramref name="dataStart"/>, <paramref name="dataEnd"/>).</summary>
    /// <returns>How many lines that were.</returns>
    public long Scan(BillFile file, long from, long to, long dataStart, long dataEnd, ref long position)
    {
        var before = from > dataStart ? 1 : 0;
        position = from - before;
        var length = file.Read(new Span<byte>(_buffer, (int)Math.Min(to - from + before + Slack, dataEnd - position)), position);
        var start = 0;
        if (before == 1)
        {
            var found = new ReadOnlySpan<byte>(_buffer, length).IndexOf((byte)'\n');
            if (found < 0 || position + found + 1 >= to)
            {
                return 0;
            }

            start = found + 1;
        }

        return length == 0 ? 0 : Lines(file, position, length, start, (int)(to - position), dataEnd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Lines(BillFile file, long position, int length, int start, int limit, long dataEnd)
    {
        var (lines, count, quoted, at) = (0L, 0, false, start);
        while (true)
        {
            for (; at < length; at += Step)
            {
                Masks(_buffer + at, out var commas, out var breaks, out var quotes);
                if (length - at < Step)
                {
                    var inside = (1UL << (length - at)) - 1;
                    (commas, breaks, quotes) = (commas & inside, breaks & inside, quotes & inside);
                }

                for (; breaks != 0; breaks &= breaks - 1)
                {
                    var below = (breaks & (~breaks + 1)) - 1;
                    var end = at + BitOperations.TrailingZeroCount(breaks);
                    count = Mark(commas & below, at, count);
                    quoted |= (quotes & below) != 0;
                    sink.Line(_buffer, start, end, _marks, count, quoted);
                    (commas, quotes, count, quoted, start) = (commas & ~below, quotes & ~below, 0, false, end + 1);
                    lines++;
                    if (start >= limit)
                    {
                        return lines;
                    }
                }

                count = Mark(commas, at, count);
                quoted |= quotes != 0;
            }

            // The last line goes on behind what was read, or the file ends without a line break.
            var more = (int)Math.Min(Math.Min(length, Block + LineParser.MaxLine - length), dataEnd - position - length);
            if (more <= 0 || start >= limit)
            {
                if (start < length && start < limit)
                {
                    sink.Line(_buffer, start, length, _marks, count, quoted);
                    lines++;
                }

                return lines;
            }

            (at, count, quoted) = (start, 0, false);
            length += file.Read(new Span<byte>(_buffer + length, more), position + length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Mark(ulong commas, int at, int count)
    {
        var marks = _marks + count;
        for (; commas != 0; commas &= commas - 1)
        {
            *marks++ = at + BitOperations.TrailingZeroCount(commas);
        }

        // So many are no line of ours: the parser sees that the number is wrong.
        return Math.Min((int)(marks - _marks), MostMarks);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Masks(byte* at, out ulong commas, out ulong breaks, out ulong quotes)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var bytes = Vector512.Load(at);
            commas = Vector512.Equals(bytes, Vector512.Create(delimiter)).ExtractMostSignificantBits();
            breaks = Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            quotes = Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
            return;
        }

        var (low, high) = (Vector256.Load(at), Vector256.Load(at + 32));
        var (comma, line, quote) = (Vector256.Create(delimiter), Vector256.Create((byte)'\n'), Vector256.Create((byte)'"'));
        commas = Vector256.Equals(low, comma).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, comma).ExtractMostSignificantBits() << 32);
        breaks = Vector256.Equals(low, line).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, line).ExtractMostSignificantBits() << 32);
        quotes = Vector256.Equals(low, quote).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, quote).ExtractMostSignificantBits() << 32);
    }
}
