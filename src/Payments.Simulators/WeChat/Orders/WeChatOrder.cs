using System.Text.Json.Nodes;
using Payments.Simulators.WeChat.Identity;
using Payments.Simulators.WeChat.Refunds;

namespace Payments.Simulators.WeChat.Orders;

internal enum TradeState
{
    NotPay,
    UserPaying,
    PayError,
    Success,
    Refund,
    Closed,
    Revoked,
}

/// <summary>Whose order it is: a direct merchant's, or a sub-merchant's under a service provider.</summary>
/// <param name="Merchant">Who signs: the merchant, or the service provider.</param>
/// <param name="AppId"><c>appid</c> or <c>sp_appid</c>.</param>
/// <param name="SubMchId">Set for partner orders only.</param>
/// <param name="SubAppId">Partner orders, optional.</param>
internal sealed record OrderParty(WeChatMerchant Merchant, string AppId, string? SubMchId, string? SubAppId)
{
    public bool IsPartner => SubMchId is not null;

    public void Write(JsonObject into)
    {
        if (!IsPartner)
        {
            into["appid"] = AppId;
            into["mchid"] = Merchant.MchId;
            return;
        }

        into["sp_appid"] = AppId;
        into["sp_mchid"] = Merchant.MchId;
        if (SubAppId is not null)
        {
            into["sub_appid"] = SubAppId;
        }

        into["sub_mchid"] = SubMchId;
    }
}

/// <summary>One order. Changed only under the book's lock.</summary>
internal sealed class WeChatOrder
{
    public required OrderParty Party { get; init; }

    public required string OutTradeNo { get; init; }

    /// <summary>JSAPI, APP, MWEB, NATIVE or MICROPAY.</summary>
    public required string TradeType { get; init; }

    public required string Description { get; init; }

    public required long Total { get; init; }

    public string? Attach { get; init; }

    public string? DeviceId { get; init; }

    public string? NotifyUrl { get; init; }

    /// <summary>The <c>Wechatpay-Serial</c> the prepay request named.</summary>
    public string? AskedSerial { get; init; }

    public required string Fingerprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last moment to pay.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The payer under the (service provider's) application; fixed at prepay for JSAPI.</summary>
    public string? OpenId { get; set; }

    /// <summary>Partner orders: the payer under the sub-application.</summary>
    public string? SubOpenId { get; set; }

    public TradeState State { get; set; }

    public string? TransactionId { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>When a bar-code payment was taken back.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    public string? PrepayId { get; set; }

    /// <summary>What the payer scans or opens; looked up in the book's codes.</summary>
    public string? Code { get; set; }

    /// <summary>Until when the credential in the payer's hands works.</summary>
    public DateTimeOffset CodeValidUntil { get; set; }

    public List<WeChatRefund> Refunds { get; } = [];

    public long Refunded => Refunds.Where(static r => r.State != RefundState.Closed).Sum(static r => r.Amount);

    public bool IsCodepay => TradeType == "MICROPAY";

    public bool IsPaid => State is TradeState.Success or TradeState.Refund;

    /// <summary>Lets time do its work: unpaid orders close at their deadline.</summary>
    public void Settle(DateTimeOffset now)
    {
        if (State is TradeState.NotPay && now > Deadline)
        {
            State = TradeState.Closed;
        }

        foreach (var refund in Refunds)
        {
            refund.Settle(now);
        }
    }
}
