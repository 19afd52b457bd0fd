using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Refunds;

/// <summary>Refund and refund query. Partner mode keeps the direct paths and adds <c>sub_mchid</c>.</summary>
internal sealed class RefundCalls(Merchant merchant, VerifiedCalls calls)
{
    private const string Path = "/v3/refund/domestic/refunds";

    /// <summary>
    /// Refunds. What cannot be told from "done by an earlier try" is unknown, never refused: a refund marked failed by mistake would be paid out twice (law 6).
    /// </summary>
    public async Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken)
    {
        var call = new WeChatCall("refund", HttpMethod.Post, Path) { Body = OrderCalls.Json(Request(refund), WeChatJson.Wire.RefundRequest) };
        return await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success success => Read("refund", success, refund.RefundNo, refund.AttemptNo),
            WeChatReply.Refusal refusal when refusal.IsThrottled() || refusal.IsNumberTaken() || refusal.MayHaveArrivedBefore =>
                new ChannelOutcome<ChannelRefund>.Unknown(refusal.Error with { Remedy = ChannelErrors.AskRemedy }),
            WeChatReply.Refusal refusal => new ChannelOutcome<ChannelRefund>.Rejected(refusal.Error),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<ChannelRefund>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Asks how a refund stands.</summary>
    public async Task<ChannelOutcome<ChannelRefund>> QueryAsync(ChannelRefundReference reference, CancellationToken cancellationToken)
    {
        var query = merchant.IsPartner ? "?sub_mchid=" + Uri.EscapeDataString(merchant.SubMchId!) : "";
        var call = new WeChatCall("refund query", HttpMethod.Get, $"{Path}/{Uri.EscapeDataString(reference.RefundNo)}{query}");
        return await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success success => Read("refund query", success, reference.RefundNo, reference.AttemptNo),
            WeChatReply.Refusal { Status: 404, Code: "RESOURCENOTEXISTS" or "REFUNDNOTEXISTS" or "REFUNDNOTEXIST" } refusal =>
                new ChannelOutcome<ChannelRefund>.Accepted(new ChannelRefund
                {
                    RefundNo = reference.RefundNo,
                    AttemptNo = reference.AttemptNo,
                    Status = ChannelRefundStatus.NotFound,
                    ChannelStatus = refusal.Error.ChannelCode ?? refusal.Code,
                }),
            WeChatReply.Refusal refusal => new ChannelOutcome<ChannelRefund>.Rejected(refusal.Error),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<ChannelRefund>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // The order is always named by our number: the channel's may be known to one call and not to its repetition, which would then be another request.
    private RefundRequest Request(ChannelRefundOrder refund) => new()
    {
        SubMchId = merchant.SubMchId,
        OutTradeNo = refund.AttemptNo,
        OutRefundNo = refund.RefundNo,
        Reason = string.IsNullOrEmpty(refund.Reason) ? null : refund.Reason,
        NotifyUrl = refund.NotifyUrl,
        Amount = new RefundAmount(refund.Amount.MinorUnits, refund.Total.MinorUnits, refund.Amount.Currency.Code),
    };

    private static ChannelOutcome<ChannelRefund> Read(string operation, WeChatReply.Success success, string refundNo, string attemptNo)
    {
        try
        {
            var record = RefundRecord.Read(success.Body, "status"u8);
            return record.OutRefundNo == refundNo && record.OutTradeNo == attemptNo
                ? new ChannelOutcome<ChannelRefund>.Accepted(record.ToRefund())
                : new ChannelOutcome<ChannelRefund>.Unknown(ChannelErrors.Malformed(operation, "it is about another refund than was asked for."));
        }
        catch (Exception exception) when (JsonMembers.IsMalformed(exception))
        {
            return new ChannelOutcome<ChannelRefund>.Unknown(ChannelErrors.Malformed(operation, "it is not the description of a refund."));
        }
    }
}
