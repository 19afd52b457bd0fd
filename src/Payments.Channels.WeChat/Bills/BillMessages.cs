using System.Text.Json.Serialization;

namespace Payments.Channels.WeChat.Bills;

internal sealed record BillAnswer(
    [property: JsonPropertyName("hash_type")] string? HashType,
    [property: JsonPropertyName("hash_value")] string? HashValue,
    [property: JsonPropertyName("download_url")] string? DownloadUrl);
