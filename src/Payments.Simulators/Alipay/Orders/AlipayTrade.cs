using Payments.Simulators.Alipay.Refunds;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>One order of one seller. Read and changed under the book's lock only.</summary>
internal sealed class AlipayTrade(AlipayTerms terms, string code, DateTimeOffset registeredAt)
{
    public AlipayTerms Terms { get; set; } = terms;

    /// <summary>What the payer scans or opens: the last part of <c>qr_code</c>, or of the jump to the payer page.</summary>
    public string Code => code;

    public DateTimeOffset RegisteredAt => registeredAt;

    public AlipayTradeStatus Status { get; set; }

    /// <summary>Null until a buyer opened the order: until then there is no trade.</summary>
    public string? TradeNo { get; set; }

    public string BuyerId { get; set; } = AlipayBuyer.DefaultId;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public bool ClosedByCancel { get; set; }

    public List<AlipayRefund> Refunds { get; } = [];

    public string OutTradeNo => Terms.OutTradeNo;

    public bool Exists => Status != AlipayTradeStatus.Unopened;

    public bool WasPaid => PaidAt is not null;

    /// <summary>Fen refunded by decided refunds.</summary>
    public long RefundedFen => Refunds.Where(static refund => refund.IsDone).Sum(static refund => refund.AmountFen);

    /// <summary>Fen refunded or promised.</summary>
    public long PromisedFen => Refunds.Sum(static refund => refund.AmountFen);
}

/// <summary>The payers of the simulated world.</summary>
internal static class AlipayBuyer
{
    public const string DefaultId = "2088900000000001";

    public static string LogonId(string buyerId) => $"{buyerId[^3..]}***@simulators.invalid";

    public static string OpenId(string buyerId) => $"0{buyerId}OPENID";
}
