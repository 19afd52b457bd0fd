using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Orders;

/// <summary>Create, query and close.</summary>
internal sealed class TradeCalls(AlipayAccount account, RequestBuilder builder, GatewayClient client)
{
    private const string QueryMethod = "alipay.trade.query";
    private const string CloseMethod = "alipay.trade.close";

    // What every browser, proxy and server log takes as an address.
    private const int LongestRedirect = 2000;

    private static readonly TimeSpan QrCodeLife = TimeSpan.FromHours(2);

    public async Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var call = TradeContents.Call(order, account.Options);
        if (TradeContents.IsLocal(order.Method))
        {
            return new ChannelOutcome<NextAction>.Accepted(await SignLocallyAsync(order, call, cancellationToken).ConfigureAwait(false));
        }

        var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Kind == AnswerKind.Success)
        {
            return ReadNextAction(order, answer.Read(AlipayJson.Default.TradeAnswer)) is { } action
                ? new ChannelOutcome<NextAction>.Accepted(action)
                : new ChannelOutcome<NextAction>.Unknown(Words.Incomplete(call.Method, "this order's number or its credential"));
        }

        // Paid under this very number before: a refusal would make a paid attempt look failed. A query tells.
        return answer.Name is "TRADE_HAS_SUCCESS" or "TRADE_HAS_FINISHED"
            ? new ChannelOutcome<NextAction>.Unknown(answer.Error!)
            : answer.ToFailure<NextAction>();
    }

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        QueryAsync(reference, isFollowUp: false, cancellationToken);

    /// <param name="reference">The payment.</param>
    /// <param name="isFollowUp">Whether something was sent before, so that an unreachable channel is an unknown outcome.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, bool isFollowUp, CancellationToken cancellationToken)
    {
        var call = new GatewayCall(QueryMethod, TradeContents.NameOnly(reference.AttemptNo)) { SafeToRepeat = true };
        var answer = isFollowUp
            ? await client.FollowUpAsync(call, cancellationToken).ConfigureAwait(false)
            : await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Kind == AnswerKind.Success)
        {
            return TradeStates.OfQuery(answer.Read(AlipayJson.Default.TradeAnswer), reference.Method == AlipayPaymentMethods.Barcode) is { } payment
                ? new ChannelOutcome<ChannelPayment>.Accepted(payment)
                : new ChannelOutcome<ChannelPayment>.Unknown(Words.Incomplete(QueryMethod, "the trade's number, state or amount"));
        }

        return answer is { Kind: AnswerKind.Rejected, Name: "TRADE_NOT_EXIST" }
            ? new ChannelOutcome<ChannelPayment>.Accepted(TradeStates.NotFound(reference.AttemptNo))
            : answer.ToFailure<ChannelPayment>();
    }

    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        var call = new GatewayCall(CloseMethod, TradeContents.NameOnly(reference.AttemptNo)) { SafeToRepeat = true };
        var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { Kind: AnswerKind.Success } => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed),
            { Kind: AnswerKind.Rejected, Name: "TRADE_NOT_EXIST" } => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.NothingToClose),
            { Kind: AnswerKind.Rejected } when IsAboutState(answer.Name) => await AskStateAsync(reference, answer, cancellationToken).ConfigureAwait(false),
            _ => answer.ToFailure<ChannelCloseResult>(),
        };
    }

    private static bool IsAboutState(string name) => name
        is "TRADE_STATUS_ERROR" or "REASON_TRADE_STATUS_INVALID" or "REASON_ILLEGAL_STATUS" or "TRADE_HAS_SUCCESS" or "TRADE_HAS_CLOSE" or "TRADE_HAS_FINISHED";

    // The refusal says that the trade is not waiting for the payer, and not what it is instead.
    private async Task<ChannelOutcome<ChannelCloseResult>> AskStateAsync(ChannelOrderReference reference, GatewayAnswer refusal, CancellationToken cancellationToken)
    {
        var asked = await QueryAsync(reference, isFollowUp: true, cancellationToken).ConfigureAwait(false);
        return asked is ChannelOutcome<ChannelPayment>.Accepted { Value.Status: var status }
            ? new ChannelOutcome<ChannelCloseResult>.Accepted(status switch
            {
                ChannelPaymentStatus.Succeeded => ChannelCloseResult.AlreadyPaid,
                ChannelPaymentStatus.Closed or ChannelPaymentStatus.Failed => ChannelCloseResult.Closed,
                ChannelPaymentStatus.NotFound => ChannelCloseResult.NothingToClose,
                _ => ChannelCloseResult.PayerIsPaying,
            })
            : new ChannelOutcome<ChannelCloseResult>.Unknown(refusal.Error!);
    }

    private async Task<NextAction> SignLocallyAsync(ChannelOrder order, GatewayCall call, CancellationToken cancellationToken)
    {
        // The order's own time, so that a repetition gives the same bytes. Content goes through the payer's browser either way, so it is not encrypted.
        var whole = call with { IsPlain = true, Timestamp = order.CreatedAt, ReturnUrl = order.Method == AlipayPaymentMethods.App ? null : order.ReturnUrl };
        var jump = new AlipayJump(account.Gateway, await builder.BuildAsync(whole, cancellationToken).ConfigureAwait(false));
        if (order.Method == AlipayPaymentMethods.App)
        {
            return Sdk(order, "orderString", jump.ToOrderString());
        }

        var url = account.Options.PageForm == AlipayPageForm.SubmitForm ? null : jump.ToUrl();
        return url is null || (url.Length > LongestRedirect && account.Options.PageForm == AlipayPageForm.Auto)
            ? jump.ToForm() with { ExpiresAt = order.ExpiresAt }
            : new NextAction.Redirect(url) { ExpiresAt = order.ExpiresAt };
    }

    private static NextAction? ReadNextAction(ChannelOrder order, TradeAnswer? answer)
    {
        if (answer?.OutTradeNo != order.AttemptNo)
        {
            return null;
        }

        if (order.Method == AlipayPaymentMethods.Create)
        {
            return string.IsNullOrEmpty(answer.TradeNo) ? null : Sdk(order, "tradeNO", answer.TradeNo);
        }

        var qrCodeEnds = order.CreatedAt + QrCodeLife;
        return string.IsNullOrEmpty(answer.QrCode)
            ? null
            : new NextAction.ShowQrCode(answer.QrCode) { ExpiresAt = order.ExpiresAt < qrCodeEnds ? order.ExpiresAt : qrCodeEnds };
    }

    private static NextAction.InvokeClientSdk Sdk(ChannelOrder order, string parameter, string value) =>
        new(order.Method.Value, new Dictionary<string, string>(StringComparer.Ordinal) { [parameter] = value }) { ExpiresAt = order.ExpiresAt };
}
