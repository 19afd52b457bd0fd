using System.Text.Json;
using Payments.Channels.Alipay.Gateway;

namespace Payments.Channels.Alipay.Refunds;

/// <summary>
/// Refunds. Code 10000 alone proves nothing: only <c>fund_change=Y</c> or the refund query's <c>REFUND_SUCCESS</c> does, so everything else is
/// asked, and a number is never given up before the query says so.
/// </summary>
internal sealed class RefundCalls(GatewayClient client)
{
    private const string RefundMethod = "alipay.trade.refund";
    private const string QueryMethod = "alipay.trade.fastpay.refund.query";
    private const string Done = "REFUND_SUCCESS";

    public async Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken)
    {
        var content = new RefundContent(refund.AttemptNo, refund.Amount.ToDecimalString(), refund.RefundNo, string.IsNullOrEmpty(refund.Reason) ? null : refund.Reason);
        var call = new GatewayCall(RefundMethod, JsonSerializer.Serialize(content, AlipayJson.Wire.RefundContent)) { SafeToRepeat = true };
        var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer is { Kind: AnswerKind.Rejected, MayHaveArrivedBefore: false } && !IsAboutState(answer.Name))
        {
            return answer.ToFailure<ChannelRefund>();
        }

        var said = answer.Kind == AnswerKind.Success ? answer.Read(AlipayJson.Default.RefundAnswer) : null;
        if (said is { FundChange: "Y" } && said.OutTradeNo == refund.AttemptNo)
        {
            return new ChannelOutcome<ChannelRefund>.Accepted(Moved(refund, said));
        }

        var reference = new ChannelRefundReference(refund.RefundNo, refund.AttemptNo, refund.Amount.Currency);
        var asked = await QueryAsync(reference, isFollowUp: true, cancellationToken).ConfigureAwait(false);
        return asked is ChannelOutcome<ChannelRefund>.Accepted { Value.Status: not ChannelRefundStatus.NotFound }
            ? asked
            : WithoutProof(refund, answer, said, asked);
    }

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) =>
        QueryAsync(reference, isFollowUp: false, cancellationToken);

    private async Task<ChannelOutcome<ChannelRefund>> QueryAsync(ChannelRefundReference reference, bool isFollowUp, CancellationToken cancellationToken)
    {
        var content = new RefundQueryContent(reference.AttemptNo, reference.RefundNo, ["gmt_refund_pay"]);
        var call = new GatewayCall(QueryMethod, JsonSerializer.Serialize(content, AlipayJson.Wire.RefundQueryContent)) { SafeToRepeat = true };
        var answer = isFollowUp
            ? await client.FollowUpAsync(call, cancellationToken).ConfigureAwait(false)
            : await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Kind == AnswerKind.Success)
        {
            return Read(reference, answer.Read(AlipayJson.Default.RefundAnswer)) is { } refund
                ? new ChannelOutcome<ChannelRefund>.Accepted(refund)
                : new ChannelOutcome<ChannelRefund>.Unknown(Words.Incomplete(QueryMethod, "the refund's number or amount"));
        }

        return answer is { Kind: AnswerKind.Rejected, Name: "TRADE_NOT_EXIST" }
            ? new ChannelOutcome<ChannelRefund>.Accepted(NotFound(reference))
            : answer.ToFailure<ChannelRefund>();
    }

    // A repeated refund may be refused because the first one went through: the trade is then closed, finished or used up.
    private static bool IsAboutState(string name) => name
        is "TRADE_HAS_CLOSE" or "TRADE_HAS_FINISHED" or "TRADE_STATUS_ERROR" or "REASON_TRADE_STATUS_INVALID"
        or "REASON_TRADE_REFUND_FEE_ERR" or "REFUND_AMT_NOT_EQUAL_TOTAL" or "TRADE_NOT_ALLOW_REFUND";

    private static ChannelOutcome<ChannelRefund> WithoutProof(
        ChannelRefundOrder refund, GatewayAnswer answer, RefundAnswer? said, ChannelOutcome<ChannelRefund> asked)
    {
        var isAbsent = asked is ChannelOutcome<ChannelRefund>.Accepted;
        return answer.Kind switch
        {
            AnswerKind.Rejected when isAbsent => answer.ToFailure<ChannelRefund>(),

            // Taken in and not decided. The query does not know a refund for its first ten seconds.
            AnswerKind.Success when said is { FundChange: "N" } && isAbsent => new ChannelOutcome<ChannelRefund>.Accepted(Undecided(refund, said)),
            AnswerKind.Success => new ChannelOutcome<ChannelRefund>.Unknown(Words.Incomplete(RefundMethod, "whether money moved")),
            _ => new ChannelOutcome<ChannelRefund>.Unknown(answer.Error!),
        };
    }

    private static ChannelRefund Moved(ChannelRefundOrder refund, RefundAnswer said) => new()
    {
        RefundNo = refund.RefundNo,
        AttemptNo = refund.AttemptNo,
        Status = ChannelRefundStatus.Succeeded,
        ChannelTransactionId = said.TradeNo,
        CumulativeAmount = Amount(said.RefundFee),
        SucceededAt = BeijingTime.Read(said.GmtRefundPay),
        ChannelStatus = "fund_change=Y",
    };

    private static ChannelRefund Undecided(ChannelRefundOrder refund, RefundAnswer said) => new()
    {
        RefundNo = refund.RefundNo,
        AttemptNo = refund.AttemptNo,
        Status = ChannelRefundStatus.Processing,
        ChannelTransactionId = said.TradeNo,
        CumulativeAmount = Amount(said.RefundFee),
        ChannelStatus = "fund_change=N",
    };

    private static ChannelRefund? Read(ChannelRefundReference reference, RefundAnswer? said)
    {
        if (said is null || (said.RefundStatus is not null && (said.OutTradeNo != reference.AttemptNo || said.OutRequestNo != reference.RefundNo)))
        {
            return null;
        }

        if (string.IsNullOrEmpty(said.RefundStatus))
        {
            return NotFound(reference);
        }

        var isDone = said.RefundStatus == Done;
        var amount = Amount(said.RefundAmount);
        return isDone && amount is null ? null : new ChannelRefund
        {
            RefundNo = said.OutRequestNo!,
            AttemptNo = said.OutTradeNo!,
            Status = isDone ? ChannelRefundStatus.Succeeded : ChannelRefundStatus.Processing,
            ChannelTransactionId = said.TradeNo,
            Amount = amount,
            SucceededAt = isDone ? BeijingTime.Read(said.GmtRefundPay) : null,
            ChannelStatus = said.RefundStatus,
        };
    }

    private static ChannelRefund NotFound(ChannelRefundReference reference) => new()
    {
        RefundNo = reference.RefundNo,
        AttemptNo = reference.AttemptNo,
        Status = ChannelRefundStatus.NotFound,
        ChannelStatus = "",
    };

    private static Money? Amount(string? text) => Money.TryParse(text, Currency.Cny, out var amount) ? amount : null;
}
