using System.Text.Json.Serialization;

namespace Payments.Channels.WeChat.Refunds;

internal sealed record RefundRequest
{
    [JsonPropertyName("sub_mchid")]
    public string? SubMchId { get; init; }

    [JsonPropertyName("out_trade_no")]
    public required string OutTradeNo { get; init; }

    [JsonPropertyName("out_refund_no")]
    public required string OutRefundNo { get; init; }

    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    [JsonPropertyName("notify_url")]
    public required string NotifyUrl { get; init; }

    [JsonPropertyName("amount")]
    public required RefundAmount Amount { get; init; }
}

internal sealed record RefundAmount(
    [property: JsonPropertyName("refund")] long Refund,
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("currency")] string Currency);
