using System.Text.Json.Nodes;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Refunds;

internal enum RefundState
{
    Processing,
    Success,
    Abnormal,
    Closed,
}

/// <summary>One refund. Changed only under the book's lock.</summary>
internal sealed class WeChatRefund
{
    public required WeChatOrder Order { get; init; }

    public required string OutRefundNo { get; init; }

    public required string RefundId { get; init; }

    public required long Amount { get; init; }

    public required string Fingerprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? Reason { get; init; }

    public string? NotifyUrl { get; init; }

    /// <summary>The <c>Wechatpay-Serial</c> the refund request named.</summary>
    public string? AskedSerial { get; init; }

    public string FundsAccount { get; init; } = "AVAILABLE";

    public RefundState State { get; set; }

    /// <summary>How it ends; null: never.</summary>
    public RefundState? EndsAs { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public DateTimeOffset? SuccessTime { get; set; }

    public void Settle(DateTimeOffset now)
    {
        if (State is RefundState.Processing && EndsAs is { } end && now >= EndsAt)
        {
            State = end;
            SuccessTime = end is RefundState.Success ? EndsAt : null;
        }
    }

    /// <summary>As the API shows it.</summary>
    public JsonObject Write()
    {
        var json = new JsonObject
        {
            ["refund_id"] = RefundId,
            ["out_refund_no"] = OutRefundNo,
            ["transaction_id"] = Order.TransactionId,
            ["out_trade_no"] = Order.OutTradeNo,
            ["channel"] = "ORIGINAL",
            ["user_received_account"] = "支付用户零钱",
            ["create_time"] = WeChatTime.Rfc3339(CreatedAt),
            ["status"] = Name(State),
            ["funds_account"] = FundsAccount,
            ["amount"] = new JsonObject
            {
                ["total"] = Order.Total,
                ["refund"] = Amount,
                ["payer_total"] = Order.Total,
                ["payer_refund"] = Amount,
                ["settlement_refund"] = Amount,
                ["settlement_total"] = Order.Total,
                ["discount_refund"] = 0L,
                ["currency"] = "CNY",
            },
        };
        if (SuccessTime is { } at)
        {
            json["success_time"] = WeChatTime.Rfc3339(at);
        }

        return json;
    }

    /// <summary>As the callback shows it: <c>refund_status</c>, and the merchant's numbers.</summary>
    public JsonObject WriteNotice()
    {
        var json = new JsonObject();
        var party = Order.Party;
        json[party.IsPartner ? "sp_mchid" : "mchid"] = party.Merchant.MchId;
        if (party.IsPartner)
        {
            json["sub_mchid"] = party.SubMchId;
        }

        json["transaction_id"] = Order.TransactionId;
        json["out_trade_no"] = Order.OutTradeNo;
        json["refund_id"] = RefundId;
        json["out_refund_no"] = OutRefundNo;
        json["refund_status"] = Name(State);
        if (SuccessTime is { } at)
        {
            json["success_time"] = WeChatTime.Rfc3339(at);
        }

        json["user_received_account"] = "支付用户零钱";
        json["amount"] = new JsonObject
        {
            ["total"] = Order.Total,
            ["refund"] = Amount,
            ["payer_total"] = Order.Total,
            ["payer_refund"] = Amount,
        };
        return json;
    }

    public static string Name(RefundState state) => state switch
    {
        RefundState.Processing => "PROCESSING",
        RefundState.Success => "SUCCESS",
        RefundState.Abnormal => "ABNORMAL",
        _ => "CLOSED",
    };
}
