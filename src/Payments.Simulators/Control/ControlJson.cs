using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Notifications;

namespace Payments.Simulators.Control;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SimulatorCall))]
[JsonSerializable(typeof(SimulatorNotification))]
internal sealed partial class ControlJsonContext : JsonSerializerContext;

internal static class ControlJson
{
    private const int MaxBody = 64 * 1024;

    /// <summary>The request's JSON object; null when it is none.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > MaxBody)
        {
            return null;
        }

        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.Body.WriteAsync(Json.Bytes(body), context.RequestAborted).AsTask();
    }

    public static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        WriteAsync(context, status, new JsonObject { ["code"] = code, ["message"] = message });

    public static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Number(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
