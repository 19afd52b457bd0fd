using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Payments.Simulators.WeChat.Protocol;

/// <summary>The answer of an operation before it is written and signed.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Null: no body.</param>
/// <param name="InternalCode">The digits after the last dash of <c>Request-ID</c>; 0 on success.</param>
internal sealed record WeChatAnswer(int Status, JsonObject? Body, long InternalCode = 0)
{
    public static WeChatAnswer NoContent { get; } = new(StatusCodes.Status204NoContent, null);

    public static WeChatAnswer Ok(JsonObject body) => new(StatusCodes.Status200OK, body);

    public static WeChatAnswer Refuse(int status, string code, string message, long internalCode = 268_435_456, JsonObject? detail = null)
    {
        var body = new JsonObject { ["code"] = code, ["message"] = message };
        if (detail is not null)
        {
            body["detail"] = detail;
        }

        return new(status, body, internalCode);
    }

    public static WeChatAnswer Invalid(string message, long internalCode = 268_435_457) =>
        Refuse(StatusCodes.Status400BadRequest, "INVALID_REQUEST", message, internalCode);

    /// <summary>PARAM_ERROR for one field, with the detail object of the documentation.</summary>
    /// <param name="pointer">JSON pointer into the body, or the parameter's name.</param>
    /// <param name="value">What came.</param>
    /// <param name="issue">What is wrong with it.</param>
    /// <param name="location"><c>body</c>, <c>query</c> or <c>header</c>.</param>
    /// <param name="message">The top-level message; null repeats the issue.</param>
    /// <param name="internalCode">Numeric code.</param>
    public static WeChatAnswer BadParameter(
        string pointer, JsonNode? value, string issue, string location = "body", string? message = null, long internalCode = 268_435_458) =>
        Refuse(StatusCodes.Status400BadRequest, "PARAM_ERROR", message ?? issue, internalCode, new JsonObject
        {
            ["field"] = pointer,
            ["value"] = value,
            ["issue"] = issue,
            ["location"] = location,
        });
}

/// <summary>Times as the API writes them.</summary>
internal static class WeChatTime
{
    public static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public static string Rfc3339(DateTimeOffset time) => time.ToOffset(Beijing).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        string[] formats = ["yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFzzz", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFZ"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
