using System.Text;
using Payments.Simulators.Alipay.Identity;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>What the merchant asked for. Two requests with one number must agree on the first six, or the number is reused inconsistently.</summary>
internal sealed record AlipayTerms(
    AlipayProduct Product,
    string OutTradeNo,
    long TotalFen,
    string Subject,
    string? Body,
    string? BuyerId)
{
    public required AlipayMerchant Merchant { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? NotifyUrl { get; init; }

    public string? ReturnUrl { get; init; }

    public string? QuitUrl { get; init; }

    public string? PassbackParams { get; init; }

    public string? StoreId { get; init; }

    public required string CharsetName { get; init; }

    public required Encoding Charset { get; init; }

    public required string SignType { get; init; }

    public bool Agrees(AlipayTerms other) =>
        Product == other.Product && TotalFen == other.TotalFen && Subject == other.Subject && Body == other.Body && BuyerId == other.BuyerId;
}
