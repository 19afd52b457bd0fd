using System.Security.Cryptography;
using System.Text.Json;
using Payments.Simulators.Calls;
using Payments.Simulators.WeChat.Identity;

namespace Payments.Simulators.WeChat.Protocol;

/// <summary>An authenticated call.</summary>
/// <param name="Request">As it came.</param>
/// <param name="Merchant">Who signed it.</param>
/// <param name="Body">The JSON body; undefined for GET.</param>
/// <param name="Now">The channel's clock.</param>
internal sealed record WeChatCall(SimulatedRequest Request, WeChatMerchant Merchant, JsonElement Body, DateTimeOffset Now)
{
    public string? Text(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public long? Number(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public JsonElement? Find(params ReadOnlySpan<string> path)
    {
        var at = Body;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>Equal for equal parameters, whatever their order.</summary>
    public string Fingerprint()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteSorted(writer, Body);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(static m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
