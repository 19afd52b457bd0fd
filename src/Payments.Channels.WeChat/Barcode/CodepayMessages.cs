using System.Text.Json.Serialization;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Barcode;

internal sealed record CodepayRequest
{
    [JsonPropertyName("appid")]
    public string? AppId { get; init; }

    [JsonPropertyName("mchid")]
    public string? MchId { get; init; }

    [JsonPropertyName("sp_appid")]
    public string? SpAppId { get; init; }

    [JsonPropertyName("sp_mchid")]
    public string? SpMchId { get; init; }

    [JsonPropertyName("sub_appid")]
    public string? SubAppId { get; init; }

    [JsonPropertyName("sub_mchid")]
    public string? SubMchId { get; init; }

    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("out_trade_no")]
    public required string OutTradeNo { get; init; }

    [JsonPropertyName("payer")]
    public required CodePayer Payer { get; init; }

    [JsonPropertyName("amount")]
    public required OrderAmount Amount { get; init; }

    [JsonPropertyName("scene_info")]
    public required CodeScene Scene { get; init; }
}

internal sealed record CodePayer([property: JsonPropertyName("auth_code")] string AuthCode)
{
    public override string ToString() => "***";
}

internal sealed record CodeScene([property: JsonPropertyName("store_info")] CodeStore Store);

internal sealed record CodeStore([property: JsonPropertyName("out_id")] string OutId);

internal sealed record ReverseRequest
{
    [JsonPropertyName("appid")]
    public string? AppId { get; init; }

    [JsonPropertyName("mchid")]
    public string? MchId { get; init; }

    [JsonPropertyName("sp_appid")]
    public string? SpAppId { get; init; }

    [JsonPropertyName("sp_mchid")]
    public string? SpMchId { get; init; }

    [JsonPropertyName("sub_appid")]
    public string? SubAppId { get; init; }

    [JsonPropertyName("sub_mchid")]
    public string? SubMchId { get; init; }
}
