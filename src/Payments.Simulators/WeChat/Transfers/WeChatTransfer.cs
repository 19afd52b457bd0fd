using System.Text.Json.Nodes;
using Payments.Simulators.WeChat.Identity;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Transfers;

/// <summary>One transfer to a payer's change, waiting for the payer to take it. Changed only under the book's lock.</summary>
internal sealed class WeChatTransfer
{
    public const string WaitUserConfirm = "WAIT_USER_CONFIRM";
    public const string Success = "SUCCESS";
    public const string Fail = "FAIL";
    public const string Canceling = "CANCELING";
    public const string Cancelled = "CANCELLED";

    public required WeChatMerchant Merchant { get; init; }

    public required string OutBillNo { get; init; }

    public required string TransferBillNo { get; init; }

    public required string OpenId { get; init; }

    public required long Amount { get; init; }

    public required string Remark { get; init; }

    public required string Fingerprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? NotifyUrl { get; init; }

    public string? AskedSerial { get; init; }

    /// <summary>What the payer's front end opens.</summary>
    public required string PackageInfo { get; init; }

    public string State { get; set; } = WaitUserConfirm;

    public string? FailReason { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When a cancellation under way becomes final, or an unconfirmed bill expires.</summary>
    public DateTimeOffset EndsAt { get; set; }

    public void Settle(DateTimeOffset now)
    {
        if (now < EndsAt)
        {
            return;
        }

        if (State == Canceling)
        {
            (State, UpdatedAt) = (Cancelled, EndsAt);
        }
        else if (State == WaitUserConfirm)
        {
            (State, FailReason, UpdatedAt) = (Fail, "OVERDUE_CLOSE", EndsAt);
        }
    }

    public JsonObject WriteCreated()
    {
        var json = new JsonObject
        {
            ["out_bill_no"] = OutBillNo,
            ["transfer_bill_no"] = TransferBillNo,
            ["create_time"] = WeChatTime.Rfc3339(CreatedAt),
            ["state"] = State,
        };
        if (State == WaitUserConfirm)
        {
            json["package_info"] = PackageInfo;
        }

        return json;
    }

    public JsonObject WriteQuery(string appId)
    {
        var json = new JsonObject { ["mch_id"] = Merchant.MchId, ["appid"] = appId };
        Write(json);
        json["transfer_remark"] = Remark;
        return json;
    }

    public JsonObject WriteNotice()
    {
        var json = new JsonObject { ["mch_id"] = Merchant.MchId };
        Write(json);
        return json;
    }

    private void Write(JsonObject json)
    {
        json["out_bill_no"] = OutBillNo;
        json["transfer_bill_no"] = TransferBillNo;
        json["state"] = State;
        json["transfer_amount"] = Amount;
        json["openid"] = OpenId;
        if (FailReason is not null)
        {
            json["fail_reason"] = FailReason;
        }

        json["create_time"] = WeChatTime.Rfc3339(CreatedAt);
        json["update_time"] = WeChatTime.Rfc3339(UpdatedAt);
    }
}
