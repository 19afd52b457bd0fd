namespace Payments.Channels.Alipay.Gateway;

/// <summary>What every answer begins with.</summary>
internal sealed record AnswerHead
{
    public string? Code { get; init; }

    public string? SubCode { get; init; }
}

/// <summary>Answers of pay, create, precreate, query, close and cancel; amounts and times as Alipay writes them.</summary>
internal sealed record TradeAnswer
{
    public string? OutTradeNo { get; init; }

    public string? TradeNo { get; init; }

    public string? TradeStatus { get; init; }

    public string? TotalAmount { get; init; }

    public string? SendPayDate { get; init; }

    public string? GmtPayment { get; init; }

    public string? BuyerUserId { get; init; }

    public string? BuyerOpenId { get; init; }

    public string? QrCode { get; init; }

    public string? Action { get; init; }

    public string? RetryFlag { get; init; }
}

internal sealed record RefundAnswer
{
    public string? OutTradeNo { get; init; }

    public string? TradeNo { get; init; }

    public string? FundChange { get; init; }

    public string? RefundFee { get; init; }

    public string? GmtRefundPay { get; init; }

    public string? OutRequestNo { get; init; }

    public string? RefundStatus { get; init; }

    public string? RefundAmount { get; init; }
}

internal sealed record BillAnswer
{
    public string? BillDownloadUrl { get; init; }

    public string? BillFileCode { get; init; }
}

internal sealed record CertificateAnswer
{
    public string? AlipayCertContent { get; init; }
}
