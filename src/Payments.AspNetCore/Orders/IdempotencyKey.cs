using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary>
/// The <c>Idempotency-Key</c> header (draft-ietf-httpapi-idempotency-key-header-07): a structured-field string, <c>"k-1"</c>, or the bare key, <c>k-1</c>,
/// as most clients send it. Both name the same key.
/// </summary>
internal static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";

    private const int MaxLength = 255;

    private static readonly SearchValues<char> VisibleAscii = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static c => (char)c)]);

    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out string? key, [NotNullWhen(false)] out Problem? problem)
    {
        key = null;
        var values = request.Headers[HeaderName];
        if (values.Count == 0 || (values.Count == 1 && string.IsNullOrEmpty(values[0])))
        {
            problem = Missing();
            return false;
        }

        key = values.Count == 1 ? Unquote(values[0]!) : null;
        problem = key is { Length: >= 1 and <= MaxLength } && key.AsSpan().IndexOfAnyExcept(VisibleAscii) < 0 ? null : Malformed();
        return problem is null;
    }

    /// <summary>The text of a structured-field string (RFC 8941, 3.3.3), a bare key unchanged, or <see langword="null"/>.</summary>
    private static string? Unquote(string value)
    {
        if (value[0] != '"')
        {
            return value;
        }

        if (value.Length < 2 || value[^1] != '"')
        {
            return null;
        }

        var inner = value.AsSpan(1, value.Length - 2);
        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '"' || (inner[i] == '\\' && (++i == inner.Length || inner[i] is not ('"' or '\\'))))
            {
                return null;
            }

            text.Append(inner[i]);
        }

        return text.ToString();
    }

    private static Problem Missing() => Problem.Of(new PaymentError
    {
        Code = PaymentErrorCodes.IdempotencyKeyMissing,
        Message = "Creating an order needs the header Idempotency-Key, and the request has none.",
        Remedy = "Send a key of your own for each order, such as a UUID, and the same key when you repeat the request.",
    });

    private static Problem Malformed() => Problem.InvalidRequest(
        StatusCodes.Status400BadRequest,
        "The header Idempotency-Key is not a key.",
        "Send it once: 1 to 255 visible ASCII characters without spaces, bare or as a quoted string.",
        [new FieldProblem(HeaderName, "must be one value of 1 to 255 visible ASCII characters; in quotes, only \\\" and \\\\ are escaped.")]);
}
