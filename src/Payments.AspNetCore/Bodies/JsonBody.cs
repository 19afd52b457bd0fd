using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Bodies;

/// <summary>A JSON body within its limits, or what is wrong with it.</summary>
internal readonly record struct JsonBody(ReadOnlyMemory<byte> Bytes, Problem? Problem)
{
    /// <summary>The largest body read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    public static Problem? CheckMediaType(HttpRequest request)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        return isJson && request.Headers.ContentEncoding.Count == 0
            ? null
            : Problem.InvalidRequest(
                StatusCodes.Status415UnsupportedMediaType,
                "The body must be JSON in UTF-8, without compression.",
                "Send Content-Type: application/json.");
    }

    public static async ValueTask<JsonBody> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBytes)
        {
            return TooLarge();
        }

        var body = await BoundedBody.ReadAsync(context, MaxBytes);
        return body.IsTruncated ? TooLarge() : new JsonBody(body.Bytes, null);
    }

    private static JsonBody TooLarge() => new(default, Problem.InvalidRequest(
        StatusCodes.Status413PayloadTooLarge,
        $"The body is larger than {MaxBytes} bytes.",
        "Send only the members the API names."));
}
