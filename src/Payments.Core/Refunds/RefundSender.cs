using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Core.Orders;
using Payments.Core.Switching;
using Payments.Storage;

namespace Payments.Core.Refunds;

/// <summary>
/// Takes a refund to the channel it belongs to, and follows it: asks how it stands, and sends it again only where the channel does not know it, always
/// under the same number, which channels refund once. A call that was not answered is never taken for failed.
/// </summary>
internal sealed class RefundSender(
    IPaymentChannels channels,
    ChannelCaller caller,
    SwitchBoard switches,
    RefreshOrder refresh,
    OrderWriter writer,
    IOptions<PaymentsOptions> options,
    TimeProvider time)
{
    // How long a call that nobody waits for any more may still be on its way to the channel.
    private const int QuietTimeouts = 4;

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <param name="order">The order as it was read last.</param>
    /// <param name="refundNo">The refund.</param>
    /// <param name="isFresh">Whether it was written down just now by the caller: then nothing of it was sent before.</param>
    /// <param name="cancellationToken">Gives up; whatever was sent stays unknown.</param>
    /// <returns>The order after it.</returns>
    public async Task<PaymentOrder> FollowAsync(PaymentOrder order, string refundNo, bool isFresh, CancellationToken cancellationToken)
    {
        var refund = RefundStateMachine.Require(order, refundNo);
        if (!refund.IsOpen)
        {
            return order;
        }

        var attempt = AttemptRules.Require(order, refund.AttemptNo);
        if (channels.Find(attempt.ChannelAccount) is not { } channel)
        {
            return await NoteAsync(order, refund, isFinal: false, Errors.AccountGone(attempt.ChannelAccount), cancellationToken).ConfigureAwait(false);
        }

        if (channel is not IRefunds refunds)
        {
            return await NoteAsync(order, refund, isFinal: true, Errors.RefundUnsupported(channel.Account), cancellationToken).ConfigureAwait(false);
        }

        var line = new Line(order, refund, attempt, channel, refunds, isFresh);
        return refund.Status == RefundStatus.Requested
            ? await SendAsync(line, cancellationToken).ConfigureAwait(false)
            : await AskAsync(line, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PaymentOrder> SendAsync(Line line, CancellationToken cancellationToken)
    {
        var account = line.Channel.Account;
        if (switches.ModeOf(account) == ChannelSwitchMode.Disable)
        {
            return await NoteAsync(line.Order, line.Refund, isFinal: false, Errors.ChannelDisabled(account), cancellationToken).ConfigureAwait(false);
        }

        var wish = new ChannelRefundOrder
        {
            RefundNo = line.Refund.RefundNo,
            AttemptNo = line.Refund.AttemptNo,
            ChannelTransactionId = line.Attempt.ChannelTransactionId,
            Amount = line.Refund.Amount,
            Total = line.Order.Amount,
            Reason = line.Refund.Reason,
            NotifyUrl = options.Value.NotifyUrlOf(account),
        };
        try
        {
            var outcome = await caller.CallAsync(line.Channel, "refund", token => line.Refunds.RefundAsync(wish, token), cancellationToken).ConfigureAwait(false);
            return await outcome.Match(
                said => SaidAsync(line, EvidenceSource.Refund, said, cancellationToken),
                error => RefusedAsync(line, error, cancellationToken),
                error => UnansweredAsync(line, error, cancellationToken)).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException exception)
        {
            return await NoteAsync(line.Order, line.Refund, isFinal: false, exception.Error with { RetryAfter = Errors.LaterAgain }, cancellationToken, keep: !line.IsFresh).ConfigureAwait(false);
        }
    }

    private async Task<PaymentOrder> AskAsync(Line line, CancellationToken cancellationToken)
    {
        var reference = new ChannelRefundReference(line.Refund.RefundNo, line.Refund.AttemptNo, line.Refund.Amount.Currency);
        try
        {
            var outcome = await caller.CallAsync(line.Channel, "query refund", token => line.Refunds.QueryRefundAsync(reference, token), cancellationToken).ConfigureAwait(false);
            return await outcome.Match(
                said => said.Status == ChannelRefundStatus.NotFound && line.Refund.Status == RefundStatus.Unknown
                    ? SendAsync(line, cancellationToken)
                    : SaidAsync(line, EvidenceSource.Query, said, cancellationToken),
                _ => ReadAsync(line, cancellationToken),
                _ => ReadAsync(line, cancellationToken)).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException)
        {
            return await ReadAsync(line, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<PaymentOrder> SaidAsync(Line line, EvidenceSource source, ChannelRefund said, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var evidence = EvidenceFactory.OfRefund(source, line.Order.OrderNo, line.Channel.Account, said, now);
        return ApplyAsync(line.Order, order => RefundEvidenceRules.Decide(order, line.Channel.Account, said, now), evidence, cancellationToken);
    }

    private async Task<PaymentOrder> RefusedAsync(Line line, PaymentError error, CancellationToken cancellationToken)
    {
        var nothingUnderWay = line.IsFresh || time.GetUtcNow() - line.Refund.UpdatedAt >= options.Value.ChannelTimeout.Times(QuietTimeouts);
        if (!nothingUnderWay)
        {
            return await NoteAsync(line.Order, line.Refund, isFinal: false, error, cancellationToken, keep: true).ConfigureAwait(false);
        }

        // A bar code that was reversed has nothing left to refund.
        var isReversible = line.Channel.Capabilities.Find(line.Attempt.Method) is { ChargesWithoutCredential: true };
        var isGone = isReversible && (await refresh.AskAsync(line.Order.OrderNo, line.Attempt, cancellationToken).ConfigureAwait(false)).Status == ChannelPaymentStatus.Closed;

        // Money that is not ours goes back as soon as the channel can; a caller may decide otherwise about a refund of their own.
        var isFinal = isGone
            || (line.Refund.Cause == RefundCause.Merchant && error.RetryAfter is null)
            || time.GetUtcNow() - line.Refund.CreatedAt >= GiveUpAfter;
        var order = await NoteAsync(line.Order, line.Refund, isFinal, error, cancellationToken, keep: !line.IsFresh && !isFinal).ConfigureAwait(false);
        return isGone ? (await refresh.AskAsync(order.OrderNo, line.Attempt, cancellationToken).ConfigureAwait(false)).Order : order;
    }

    private Task<PaymentOrder> UnansweredAsync(Line line, PaymentError error, CancellationToken cancellationToken) =>
        ApplyAsync(line.Order, order => RefundStateMachine.Unanswered(order, line.Refund.RefundNo, error, time.GetUtcNow()), null, cancellationToken);

    private Task<PaymentOrder> ReadAsync(Line line, CancellationToken cancellationToken) =>
        ApplyAsync(line.Order, order => Transition.None(order, EvidenceVerdict.Ignored, "The channel did not say."), null, cancellationToken);

    /// <param name="order">The order.</param>
    /// <param name="refund">The refund.</param>
    /// <param name="isFinal">Whether no money moved and none will.</param>
    /// <param name="error">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="keep">Whether a call sent before may still be on its way: the time of that call must stay known.</param>
    private Task<PaymentOrder> NoteAsync(PaymentOrder order, Refund refund, bool isFinal, PaymentError error, CancellationToken cancellationToken, bool keep = false) =>
        ApplyAsync(
            order,
            current => keep || (!isFinal && RefundStateMachine.Require(current, refund.RefundNo).Error?.Code == error.Code)
                ? Transition.None(current, EvidenceVerdict.Ignored, error.Message)
                : RefundStateMachine.Refused(current, refund.RefundNo, isFinal, error, time.GetUtcNow()),
            null,
            cancellationToken);

    private async Task<PaymentOrder> ApplyAsync(PaymentOrder order, Func<PaymentOrder, Transition> decide, Func<Transition, Evidence>? evidence, CancellationToken cancellationToken)
    {
        var transition = await writer.ApplyAsync(order.OrderNo, decide, evidence, cancellationToken: cancellationToken).ConfigureAwait(false);
        return transition?.After ?? throw new InvalidOperationException($"Order {order.OrderNo} is no longer in the store.");
    }

    private sealed record Line(PaymentOrder Order, Refund Refund, PaymentAttempt Attempt, IPaymentChannel Channel, IRefunds Refunds, bool IsFresh);
}
