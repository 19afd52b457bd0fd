using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Orders;

/// <summary>Reverses a bar-code payment (撤销): closes it unpaid, refunds it in full when paid. Within 24 hours of the payment, as often as needed.</summary>
internal sealed class ReversalCalls(AlipayAccount account, TradeCalls trades, GatewayClient client, TimeProvider time)
{
    private const string Method = "alipay.trade.cancel";
    private const int MostTries = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <param name="reference">The payment.</param>
    /// <param name="isFollowUp">Whether something was sent before, so that an unreachable channel is an unknown outcome.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, bool isFollowUp, CancellationToken cancellationToken)
    {
        var call = new GatewayCall(Method, TradeContents.NameOnly(reference.AttemptNo)) { SafeToRepeat = true };
        for (var tries = 1; ; tries++)
        {
            var answer = isFollowUp || tries > 1
                ? await client.FollowUpAsync(call, cancellationToken).ConfigureAwait(false)
                : await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
            var (outcome, mayRepeat) = await ReadAsync(reference, answer, cancellationToken).ConfigureAwait(false);
            if (!mayRepeat || tries >= MostTries)
            {
                return outcome;
            }

            var pause = account.Options.BarcodePollInterval < LongestPause ? account.Options.BarcodePollInterval : LongestPause;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(ChannelOutcome<ChannelReversal> Outcome, bool MayRepeat)> ReadAsync(
        ChannelOrderReference reference, GatewayAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Kind != AnswerKind.Success)
        {
            return answer is { Kind: AnswerKind.Rejected, Name: "TRADE_NOT_EXIST" }
                ? (new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.NothingToReverse), false)
                : (answer.ToFailure<ChannelReversal>(), false);
        }

        var said = answer.Read(AlipayJson.Default.TradeAnswer);
        if (said?.RetryFlag == "Y")
        {
            return (new ChannelOutcome<ChannelReversal>.Unknown(Words.Incomplete(Method, "a result, and it asks to be called again")), true);
        }

        return said?.Action switch
        {
            "close" => (new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.Closed), false),
            "refund" => (new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.Refunded), false),
            _ => (await AskStateAsync(reference, cancellationToken).ConfigureAwait(false), false),
        };
    }

    // Without an action nothing was done by this call: there is no trade, or an earlier call did it.
    private async Task<ChannelOutcome<ChannelReversal>> AskStateAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        var asBarcode = reference with { Method = AlipayPaymentMethods.Barcode };
        var asked = await trades.QueryAsync(asBarcode, isFollowUp: true, cancellationToken).ConfigureAwait(false);
        return (asked as ChannelOutcome<ChannelPayment>.Accepted)?.Value switch
        {
            { Status: ChannelPaymentStatus.NotFound } => new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.NothingToReverse),
            { Status: ChannelPaymentStatus.Closed, PaidAt: null } => new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.Closed),
            { Status: ChannelPaymentStatus.Closed } => new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.Refunded),
            _ => new ChannelOutcome<ChannelReversal>.Unknown(Words.Incomplete(Method, "what was done")),
        };
    }
}
