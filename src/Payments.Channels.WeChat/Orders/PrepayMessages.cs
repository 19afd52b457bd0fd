using System.Text.Json.Serialization;

namespace Payments.Channels.WeChat.Orders;

internal sealed record PrepayRequest
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

    [JsonPropertyName("time_expire")]
    public required string TimeExpire { get; init; }

    [JsonPropertyName("notify_url")]
    public required string NotifyUrl { get; init; }

    [JsonPropertyName("amount")]
    public required OrderAmount Amount { get; init; }

    [JsonPropertyName("payer")]
    public OrderPayer? Payer { get; init; }

    [JsonPropertyName("scene_info")]
    public OrderScene? Scene { get; init; }
}

internal sealed record OrderAmount([property: JsonPropertyName("total")] long Total, [property: JsonPropertyName("currency")] string Currency);

internal sealed record OrderPayer
{
    [JsonPropertyName("openid")]
    public string? OpenId { get; init; }

    [JsonPropertyName("sp_openid")]
    public string? SpOpenId { get; init; }

    [JsonPropertyName("sub_openid")]
    public string? SubOpenId { get; init; }

    public override string ToString() => "***";
}

internal sealed record OrderScene(
    [property: JsonPropertyName("payer_client_ip")] string PayerClientIp,
    [property: JsonPropertyName("h5_info")] H5Info H5Info);

internal sealed record H5Info([property: JsonPropertyName("type")] string Type);

internal sealed record PrepayAnswer(
    [property: JsonPropertyName("prepay_id")] string? PrepayId,
    [property: JsonPropertyName("code_url")] string? CodeUrl,
    [property: JsonPropertyName("h5_url")] string? H5Url);

internal sealed record CloseRequest
{
    [JsonPropertyName("mchid")]
    public string? MchId { get; init; }

    [JsonPropertyName("sp_mchid")]
    public string? SpMchId { get; init; }

    [JsonPropertyName("sub_mchid")]
    public string? SubMchId { get; init; }
}
