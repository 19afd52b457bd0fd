using Microsoft.Extensions.Logging;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Orders;

/// <summary>Charges a bar code, follows it to its end, and reverses it when it has none. A number is charged once; what stays unclear is asked, never repeated.</summary>
internal sealed class BarcodeCalls(AlipayAccount account, TradeCalls trades, ReversalCalls reversals, GatewayClient client, TimeProvider time, ILogger<BarcodeCalls> logger)
{
    // So often may a trade be absent after a charge whose fate is unknown, before it is reversed in case it still comes.
    private const int MostAbsent = 3;

    public async Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var call = TradeContents.Call(order, account.Options);
        var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        switch (answer.Kind)
        {
            case AnswerKind.Success when TradeStates.OfPay(answer.Read(AlipayJson.Default.TradeAnswer)) is { } payment && payment.AttemptNo == order.AttemptNo:
                return new ChannelOutcome<ChannelPayment>.Accepted(payment);
            case AnswerKind.Rejected when IsAboutEarlierCharge(answer.Name):
                return await AdoptAsync(order, answer, cancellationToken).ConfigureAwait(false);
            case AnswerKind.Rejected:
                return answer.ToFailure<ChannelPayment>();
            default:
                return await FollowAsync(order, asksAtOnce: answer.Kind != AnswerKind.InProgress, cancellationToken).ConfigureAwait(false);
        }
    }

    // These refuse this call because of another one under the same number, which may have taken the money.
    private static bool IsAboutEarlierCharge(string name) => name
        is "TRADE_HAS_SUCCESS" or "TRADE_HAS_CLOSE" or "TRADE_HAS_FINISHED" or "TRADE_STATUS_ERROR" or "CONTEXT_INCONSISTENT";

    private static ChannelOrderReference Reference(ChannelOrder order) => new(order.AttemptNo, order.Method);

    private async Task<ChannelOutcome<ChannelPayment>> AdoptAsync(ChannelOrder order, GatewayAnswer refusal, CancellationToken cancellationToken)
    {
        var asked = await trades.QueryAsync(Reference(order), isFollowUp: true, cancellationToken).ConfigureAwait(false);
        return asked switch
        {
            ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.NotFound } => refusal.ToFailure<ChannelPayment>(),
            ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.AwaitingPayer } =>
                await FollowAsync(order, asksAtOnce: false, cancellationToken).ConfigureAwait(false),
            ChannelOutcome<ChannelPayment>.Accepted => asked,
            _ => new ChannelOutcome<ChannelPayment>.Unknown(refusal.Error!),
        };
    }

    private async Task<ChannelOutcome<ChannelPayment>> FollowAsync(ChannelOrder order, bool asksAtOnce, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + account.Options.BarcodePollTime;
        var absent = 0;
        for (var isFirst = true; ; isFirst = false)
        {
            if (!isFirst || !asksAtOnce)
            {
                var left = end - time.GetUtcNow();
                var wait = left < account.Options.BarcodePollInterval ? left : account.Options.BarcodePollInterval;
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
            }

            var asked = await trades.QueryAsync(Reference(order), isFollowUp: true, cancellationToken).ConfigureAwait(false);
            var status = (asked as ChannelOutcome<ChannelPayment>.Accepted)?.Value.Status;
            if (status is ChannelPaymentStatus.Succeeded or ChannelPaymentStatus.Closed)
            {
                return asked;
            }

            absent = status == ChannelPaymentStatus.NotFound ? absent + 1 : 0;
            if (absent >= MostAbsent || time.GetUtcNow() >= end)
            {
                return await ReverseAsync(order, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<ChannelOutcome<ChannelPayment>> ReverseAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        logger.Reversing(account.Name, order.AttemptNo);
        var reversed = await reversals.ReverseAsync(Reference(order), isFollowUp: true, cancellationToken).ConfigureAwait(false);
        if (reversed is ChannelOutcome<ChannelReversal>.Accepted { Value: ChannelReversal.Closed or ChannelReversal.Refunded })
        {
            return new ChannelOutcome<ChannelPayment>.Accepted(TradeStates.Reversed(order.AttemptNo));
        }

        // The charge may have gone through in between, and then a refused reversal leaves it paid.
        var asked = await trades.QueryAsync(Reference(order), isFollowUp: true, cancellationToken).ConfigureAwait(false);
        return asked is ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.Succeeded or ChannelPaymentStatus.Closed }
            ? asked
            : new ChannelOutcome<ChannelPayment>.Unknown(reversed.Match(
                static _ => Words.NoAnswer("alipay.trade.pay", "Alipay knows no such payment (yet)."), static refused => refused, static unknown => unknown));
    }
}
