using System.Buffers;

namespace Payments.Shared;

/// <summary>A body read up to a limit. When <see cref="IsOverflow"/>, the body was longer and <see cref="Bytes"/> is empty.</summary>
internal readonly record struct BoundedBody(byte[] Bytes, bool IsOverflow)
{
    public static BoundedBody Overflow { get; } = new([], IsOverflow: true);
}

/// <summary>Reads a stream that somebody else fills, holding no more of it than agreed.</summary>
internal static class BoundedReader
{
    private const int FirstBuffer = 4096;

    /// <summary>Reads to the end of <paramref name="stream"/>, or stops as soon as it has proved longer than <paramref name="maxBytes"/>.</summary>
    /// <param name="stream">The body. It is left open, and unread beyond the first byte too many.</param>
    /// <param name="maxBytes">The most bytes a body may have, 0 or more.</param>
    /// <param name="declaredLength">The length the sender promised, when known: a promise beyond the limit is refused unread. It is never trusted.</param>
    /// <param name="cancellationToken">The only bound on time: the stream may be silent for ever.</param>
    public static async ValueTask<BoundedBody> ReadAsync(Stream stream, int maxBytes, long? declaredLength, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (declaredLength > maxBytes)
        {
            return BoundedBody.Overflow;
        }

        // One byte more than the body may have: that byte is the proof of overflow, and saves the read that would tell the end.
        var room = (int)Math.Min((declaredLength ?? FirstBuffer) + 1, maxBytes + 1L);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(room, 1));
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }

                var end = (int)Math.Min(buffer.Length, maxBytes + 1L);
                var read = await stream.ReadAsync(buffer.AsMemory(length..end), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return new BoundedBody(buffer.AsSpan(0, length).ToArray(), IsOverflow: false);
                }

                length += read;
                if (length > maxBytes)
                {
                    return BoundedBody.Overflow;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
