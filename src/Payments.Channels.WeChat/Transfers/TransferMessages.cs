using System.Text.Json.Serialization;

namespace Payments.Channels.WeChat.Transfers;

/// <summary>A merchant transfer (pay.weixin.qq.com, "发起转账", fields of the body).</summary>
internal sealed record TransferRequest
{
    [JsonPropertyName("appid")]
    public required string AppId { get; init; }

    [JsonPropertyName("out_bill_no")]
    public required string OutBillNo { get; init; }

    [JsonPropertyName("transfer_scene_id")]
    public required string SceneId { get; init; }

    [JsonPropertyName("openid")]
    public required string OpenId { get; init; }

    /// <summary>Encrypted to the key the request names in <c>Wechatpay-Serial</c>.</summary>
    [JsonPropertyName("user_name")]
    public string? UserName { get; init; }

    /// <summary>In fen.</summary>
    [JsonPropertyName("transfer_amount")]
    public required long Amount { get; init; }

    [JsonPropertyName("transfer_remark")]
    public required string Remark { get; init; }

    [JsonPropertyName("notify_url")]
    public string? NotifyUrl { get; init; }

    [JsonPropertyName("transfer_scene_report_infos")]
    public required IReadOnlyList<SceneReport> Reports { get; init; }
}

internal sealed record SceneReport(
    [property: JsonPropertyName("info_type")] string Type,
    [property: JsonPropertyName("info_content")] string Content);
