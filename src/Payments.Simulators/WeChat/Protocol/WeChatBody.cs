using System.Text.Json;
using Payments.Simulators.Calls;

namespace Payments.Simulators.WeChat.Protocol;

/// <summary>The request body before anybody looks at its meaning.</summary>
internal static class WeChatBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Parses the body once, and finds the order the call is about.</summary>
    public static string? Describe(SimulatedRequest request, string path)
    {
        if (request.Body.Length > 0)
        {
            try
            {
                request.Parsed = JsonElement.Parse(request.Body, Strict);
            }
            catch (JsonException)
            {
                // Said after the signature was checked.
            }
        }

        if (path.Contains("out-trade-no/", StringComparison.Ordinal) || path.Contains("out-bill-no/", StringComparison.Ordinal))
        {
            return request.RouteValue("no");
        }

        return request.Parsed is JsonElement { ValueKind: JsonValueKind.Object } body
            && (body.TryGetProperty("out_trade_no", out var number) || body.TryGetProperty("out_bill_no", out number))
            && number.ValueKind == JsonValueKind.String && number.GetRawText() is ['"', .. var text, '"'] && !text.Contains('\\', StringComparison.Ordinal)
            ? text
            : null;
    }

    /// <summary>Null: a GET, or a well-formed JSON body declared as such.</summary>
    public static WeChatAnswer? Refuse(SimulatedRequest request, WeChatSimulatorOptions options)
    {
        if (request.Method == "GET" || request.Body.Length == 0)
        {
            // Operations with fields miss them soon enough; the others take no body.
            return null;
        }

        if (options.StrictHeaders && request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return WeChatAnswer.BadParameter("Content-Type", null, "Content-Type必须为application/json", "header", "Http头Content-Type有误");
        }

        if (Array.Exists(request.Body, static b => b >= 0xF0))
        {
            return WeChatAnswer.BadParameter("", null, "仅支持UTF-8编码的1至3字节字符", message: "请求体包含不支持的字符");
        }

        return request.Parsed is null ? WeChatAnswer.BadParameter("", null, "请求体不是合法的JSON格式", message: "JSON格式错误") : null;
    }
}
