using System.Text.Json;

namespace Payments.Channels.WeChat.Http;

/// <summary>The body of an error answer. Its <c>detail</c> differs from call to call; only the texts known to name a fault are taken.</summary>
/// <param name="Code">The code, or empty when the body is not WeChat Pay's JSON (an HTML page of a gateway, say).</param>
/// <param name="Message">The message.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Issue">What is wrong with it.</param>
internal sealed record ErrorAnswer(string Code, string? Message, string? Field, string? Issue)
{
    // Cut to what is told only after what is secret was masked: half a secret is not recognised any more.
    private const int MaxText = 4_096;

    public static ErrorAnswer None { get; } = new("", Message: null, Field: null, Issue: null);

    public static ErrorAnswer Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "code") is not { Length: > 0 and <= 64 } code || !code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            {
                return None;
            }

            return root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Object
                ? new ErrorAnswer(code, Text(root, "message"), Text(detail, "field"), Text(detail, "issue"))
                : new ErrorAnswer(code, Text(root, "message"), Field: null, Issue: null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return None;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? ForeignText.OneLine(text, MaxText)
            : null;
}
