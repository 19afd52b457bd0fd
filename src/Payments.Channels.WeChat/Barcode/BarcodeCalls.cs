using Microsoft.Extensions.Logging;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Barcode;

/// <summary>Bar-code payment (<c>codepay</c>): money can move at once, so nothing but WeChat Pay's own words ends it.</summary>
internal sealed class BarcodeCalls(
    string account, Merchant merchant, WeChatBarcodeOptions options, VerifiedCalls calls, OrderCalls orders, TimeProvider time, ILogger logger)
{
    public async Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var code = order.Payer?.AuthCode?.Reveal() ?? "";
        var call = new WeChatCall("codepay", HttpMethod.Post, merchant.OrderPath + "codepay")
        {
            Body = OrderCalls.Json(Request(order, code), WeChatJson.Wire.CodepayRequest),
            Charges = true,
            Sensitive = [code],
        };
        switch (await calls.SendAsync(call, cancellationToken).ConfigureAwait(false))
        {
            case WeChatReply.Success success when Paid(success, order.AttemptNo) is { } payment:
                return new ChannelOutcome<ChannelPayment>.Accepted(payment);
            case WeChatReply.Refusal refusal when IsFinal(refusal):
                return new ChannelOutcome<ChannelPayment>.Rejected(refusal.Error);
            default:
                return await FollowAsync(order.AttemptNo, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reverses, then asks: the answer to a reversal does not say whether money went back.</summary>
    public async Task<ChannelOutcome<ChannelReversal>> ReverseAsync(string attemptNo, CancellationToken cancellationToken)
    {
        var request = merchant.IsPartner
            ? new ReverseRequest { SpAppId = merchant.AppId, SpMchId = merchant.MchId, SubAppId = merchant.SubAppId, SubMchId = merchant.SubMchId }
            : new ReverseRequest { AppId = merchant.AppId, MchId = merchant.MchId };
        var call = new WeChatCall("reverse", HttpMethod.Post, merchant.OrderPath + "out-trade-no/" + Uri.EscapeDataString(attemptNo) + "/reverse")
        {
            Body = OrderCalls.Json(request, WeChatJson.Wire.ReverseRequest),
        };
        switch (await calls.SendAsync(call, cancellationToken).ConfigureAwait(false))
        {
            case WeChatReply.Success:
                break;
            case WeChatReply.Refusal refusal when refusal.IsNoSuchOrder():
                return new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.NothingToReverse);
            case WeChatReply.Refusal refusal when refusal.IsThrottled() || refusal.MayHaveArrivedBefore:
                return new ChannelOutcome<ChannelReversal>.Unknown(refusal.Error);
            case WeChatReply.Refusal refusal:
                return new ChannelOutcome<ChannelReversal>.Rejected(refusal.Error);
            case WeChatReply.Uncertain uncertain:
                return new ChannelOutcome<ChannelReversal>.Unknown(uncertain.Error);
        }

        var (outcome, answer) = await orders.QueryAsync(attemptNo, cancellationToken).ConfigureAwait(false);
        return answer is not null
            ? new ChannelOutcome<ChannelReversal>.Accepted(answer.WasPaid ? ChannelReversal.Refunded : ChannelReversal.Closed)
            : outcome.Match<ChannelOutcome<ChannelReversal>>(
                _ => new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.Closed),
                error => new ChannelOutcome<ChannelReversal>.Unknown(error),
                error => new ChannelOutcome<ChannelReversal>.Unknown(error));
    }

    /// <summary>Ends an unpaid payment. The ordinary close is refused for bar codes; a paid one is left alone.</summary>
    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(string attemptNo, CancellationToken cancellationToken)
    {
        var (outcome, _) = await orders.QueryAsync(attemptNo, cancellationToken).ConfigureAwait(false);
        switch (outcome)
        {
            case ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.Succeeded }:
                return new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.AlreadyPaid);
            case ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.Closed }:
                return new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed);
            case ChannelOutcome<ChannelPayment>.Accepted:
                break;
            default:
                return outcome.Match<ChannelOutcome<ChannelCloseResult>>(
                    _ => throw new System.Diagnostics.UnreachableException(),
                    error => new ChannelOutcome<ChannelCloseResult>.Rejected(error),
                    error => new ChannelOutcome<ChannelCloseResult>.Unknown(error));
        }

        var reversal = await ReverseAsync(attemptNo, cancellationToken).ConfigureAwait(false);
        return reversal.Match<ChannelOutcome<ChannelCloseResult>>(
            done => new ChannelOutcome<ChannelCloseResult>.Accepted(
                done == ChannelReversal.NothingToReverse ? ChannelCloseResult.NothingToClose : ChannelCloseResult.Closed),
            error => new ChannelOutcome<ChannelCloseResult>.Rejected(error),
            error => new ChannelOutcome<ChannelCloseResult>.Unknown(error));
    }

    private static bool IsFinal(WeChatReply.Refusal refusal) =>
        !refusal.IsThrottled()
        && !refusal.IsAlreadyPaid()
        && !refusal.IsNumberTaken()
        && !refusal.MayHaveArrivedBefore;

    private async Task<ChannelOutcome<ChannelPayment>> FollowAsync(string attemptNo, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) + options.PollInterval <= options.PollFor)
        {
            await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
            var payment = await AskAsync(attemptNo, cancellationToken).ConfigureAwait(false);
            if (payment is { Status: ChannelPaymentStatus.Succeeded or ChannelPaymentStatus.Closed or ChannelPaymentStatus.Failed })
            {
                return new ChannelOutcome<ChannelPayment>.Accepted(payment);
            }

            // The bank said no; only a reversal makes sure that nothing is taken later.
            if (payment is { ChannelStatus: "PAYERROR" })
            {
                break;
            }
        }

        Log.BarcodeReversing(logger, account, attemptNo);
        return await EndAsync(attemptNo, cancellationToken).ConfigureAwait(false);
    }

    // While following, being unreachable is one more question without an answer: the charge was sent long ago.
    private async Task<ChannelPayment?> AskAsync(string attemptNo, CancellationToken cancellationToken)
    {
        try
        {
            var (outcome, _) = await orders.QueryAsync(attemptNo, cancellationToken).ConfigureAwait(false);
            return (outcome as ChannelOutcome<ChannelPayment>.Accepted)?.Value;
        }
        catch (ChannelUnreachableException)
        {
            return null;
        }
    }

    private async Task<ChannelOutcome<ChannelPayment>> EndAsync(string attemptNo, CancellationToken cancellationToken)
    {
        ChannelOutcome<ChannelReversal> reversal;
        try
        {
            reversal = await ReverseAsync(attemptNo, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException unreachable)
        {
            return new ChannelOutcome<ChannelPayment>.Unknown(unreachable.Error with { Code = PaymentErrorCodes.ChannelNoAnswer, Remedy = ChannelErrors.AskRemedy });
        }

        return reversal switch
        {
            // A charge that is on its way may still arrive after WeChat Pay said that it knows nothing of it.
            ChannelOutcome<ChannelReversal>.Accepted { Value: ChannelReversal.NothingToReverse } => new ChannelOutcome<ChannelPayment>.Unknown(
                ChannelErrors.NoAnswer("codepay", "the charge was sent, and WeChat Pay does not know its number (yet).")),
            ChannelOutcome<ChannelReversal>.Accepted => new ChannelOutcome<ChannelPayment>.Accepted(new ChannelPayment
            {
                AttemptNo = attemptNo,
                Status = ChannelPaymentStatus.Closed,
                ChannelStatus = "REVOKED",
            }),
            ChannelOutcome<ChannelReversal>.Rejected rejected => new ChannelOutcome<ChannelPayment>.Unknown(rejected.Error),
            ChannelOutcome<ChannelReversal>.Unknown unknown => new ChannelOutcome<ChannelPayment>.Unknown(unknown.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private ChannelPayment? Paid(WeChatReply.Success success, string attemptNo)
    {
        try
        {
            var transaction = Transaction.Read(success.Body);
            return transaction.TradeState == "SUCCESS" && orders.CheckAnswer(transaction, attemptNo) is null ? transaction.ToPayment() : null;
        }
        catch (Exception exception) when (JsonMembers.IsMalformed(exception))
        {
            return null;
        }
    }

    private CodepayRequest Request(ChannelOrder order, string code)
    {
        var request = new CodepayRequest
        {
            Description = order.Subject,
            OutTradeNo = order.AttemptNo,
            Payer = new CodePayer(code),
            Amount = new OrderAmount(order.Amount.MinorUnits, order.Amount.Currency.Code),
            Scene = new CodeScene(new CodeStore(options.StoreId ?? "")),
        };
        return merchant.IsPartner
            ? request with { SpAppId = merchant.AppId, SpMchId = merchant.MchId, SubAppId = merchant.SubAppId, SubMchId = merchant.SubMchId }
            : request with { AppId = merchant.AppId, MchId = merchant.MchId };
    }
}
