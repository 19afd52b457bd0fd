using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Recon.Archive;

/// <summary>The index entries' JSON: their bytes are what the chain hashes, so the form never changes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ArchiveEntry))]
internal sealed partial class ArchiveJson : JsonSerializerContext
{
    public static byte[] Encode(ArchiveEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Default.ArchiveEntry);

    public static ArchiveEntry? TryDecode(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.ArchiveEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
