namespace Payments.Channels.Alipay.Gateway;

/// <summary>What the trade-making calls take; each sets the members it knows.</summary>
internal sealed record TradeContent
{
    public required string OutTradeNo { get; init; }

    public required string TotalAmount { get; init; }

    public required string Subject { get; init; }

    public required string ProductCode { get; init; }

    public required string TimeExpire { get; init; }

    public string? QrPayMode { get; init; }

    public string? QuitUrl { get; init; }

    public string? BuyerId { get; init; }

    public string? BuyerOpenId { get; init; }

    public string? OpAppId { get; init; }

    public string? Scene { get; init; }

    public string? AuthCode { get; init; }
}

internal sealed record TradeNameContent(string OutTradeNo);

internal sealed record RefundContent(string OutTradeNo, string RefundAmount, string OutRequestNo, string? RefundReason);

internal sealed record RefundQueryContent(string OutTradeNo, string OutRequestNo, IReadOnlyList<string> QueryOptions);

internal sealed record BillContent(string BillType, string BillDate);

internal sealed record CertificateContent(string AlipayCertSn);
