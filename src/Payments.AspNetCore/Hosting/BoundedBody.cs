using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Payments.AspNetCore.Hosting;

/// <summary>A request body of at most so many bytes, in an array of its own.</summary>
/// <param name="Bytes">The body; when truncated, its beginning.</param>
/// <param name="IsTruncated">Whether there is more.</param>
internal readonly record struct BoundedBody(ReadOnlyMemory<byte> Bytes, bool IsTruncated)
{
    /// <summary>Reads no more than one byte beyond <paramref name="max"/>, however much is sent.</summary>
    /// <exception cref="BadHttpRequestException">The sender broke off or broke the rules of HTTP.</exception>
    public static async ValueTask<BoundedBody> ReadAsync(HttpContext context, int max)
    {
        // The bound here replaces the server's: a larger body is to be answered, not cut off.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return context.Request.ContentLength is { } announced && announced <= max
            ? await ReadAnnouncedAsync(context, (int)announced)
            : await ReadOpenEndedAsync(context, max);
    }

    private static async ValueTask<BoundedBody> ReadAnnouncedAsync(HttpContext context, int length)
    {
        var body = new byte[length];
        var read = await context.Request.Body.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, context.RequestAborted);
        return new BoundedBody(body.AsMemory(0, read), IsTruncated: false);
    }

    private static async ValueTask<BoundedBody> ReadOpenEndedAsync(HttpContext context, int max)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(max + 1);
        try
        {
            var read = await context.Request.Body.ReadAtLeastAsync(buffer.AsMemory(0, max + 1), max + 1, throwOnEndOfStream: false, context.RequestAborted);
            return new BoundedBody(buffer.AsSpan(0, Math.Min(read, max)).ToArray(), IsTruncated: read > max);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
