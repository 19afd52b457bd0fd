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

    private TimeSpan Quiet => options.Value.ChannelTimeout.Times(QuietTimeouts);

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
            return await ApplyAsync(order, current => RefundStateMachine.Noted(current, refundNo, Errors.AccountGone(attempt.ChannelAccount), time.GetUtcNow()), null, cancellationToken).ConfigureAwait(false);
        }

        if (channel is not IRefunds refunds)
        {
            return await ApplyAsync(order, current => RefundStateMachine.Refused(current, refund, Errors.RefundUnsupported(channel.Account), time.GetUtcNow()), null, cancellationToken).ConfigureAwait(false);
        }

        var line = new Line(order, refund, attempt, channel, refunds, isFresh ? null : refund.UpdatedAt);
        return refund.Status == RefundStatus.Requested
            ? await SendAsync(line, cancellationToken).ConfigureAwait(false)
            : await AskAsync(line, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PaymentOrder> SendAsync(Line line, CancellationToken cancellationToken)
    {
        var account = line.Channel.Account;
        if (switches.ModeOf(account) == ChannelSwitchMode.Disable)
        {
            return await NoteAsync(line, Errors.ChannelDisabled(account), cancellationToken).ConfigureAwait(false);
        }

        if (!line.IsFresh)
        {
            // Whoever hears a refusal meanwhile must know that another call is under way.
            var sending = await ChangeAsync(line.Order, current => RefundStateMachine.Unanswered(current, line.Refund.RefundNo, Errors.RefundBeingSent(), time.GetUtcNow()), null, cancellationToken).ConfigureAwait(false);
            if (sending.ChangesNothing)
            {
                return sending.After;
            }

            // When it was sent before is what the store said at that very moment: somebody else may have sent it since it was read.
            line = line with
            {
                Order = sending.After,
                Refund = RefundStateMachine.Require(sending.After, line.Refund.RefundNo),
                SentBefore = RefundStateMachine.Require(sending.Before, line.Refund.RefundNo).UpdatedAt,
            };
        }

        try
        {
            var outcome = await caller.CallAsync(line.Channel, "refund", token => line.Refunds.RefundAsync(Wish(line), token), cancellationToken).ConfigureAwait(false);
            return await outcome.Match(
                said => SaidAsync(line, EvidenceSource.Refund, said, cancellationToken),
                error => RefusedAsync(line, error, cancellationToken),
                error => UnansweredAsync(line, error, cancellationToken)).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException exception)
        {
            return await NoteAsync(line, exception.Error with { RetryAfter = Errors.LaterAgain }, cancellationToken).ConfigureAwait(false);
        }
    }

    private ChannelRefundOrder Wish(Line line) => new()
    {
        RefundNo = line.Refund.RefundNo,
        AttemptNo = line.Refund.AttemptNo,
        ChannelTransactionId = line.Attempt.ChannelTransactionId,
        Amount = line.Refund.Amount,
        Total = line.Order.Amount,
        Reason = line.Refund.Reason,
        NotifyUrl = options.Value.NotifyUrlOf(line.Channel.Account),
    };

    private async Task<PaymentOrder> AskAsync(Line line, CancellationToken cancellationToken)
    {
        if (await QueryAsync(line, cancellationToken).ConfigureAwait(false) is not { } said)
        {
            return await ReadAsync(line, cancellationToken).ConfigureAwait(false);
        }

        // While the call before may still be on its way, there is nothing to repeat.
        return said.Status == ChannelRefundStatus.NotFound && line.Refund.Status == RefundStatus.Unknown && time.GetUtcNow() - line.Refund.UpdatedAt >= Quiet
            ? await SendAsync(line, cancellationToken).ConfigureAwait(false)
            : await SaidAsync(line, EvidenceSource.Query, said, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>What the channel says, or <see langword="null"/> when it does not.</returns>
    private async Task<ChannelRefund?> QueryAsync(Line line, CancellationToken cancellationToken)
    {
        var reference = new ChannelRefundReference(line.Refund.RefundNo, line.Refund.AttemptNo, line.Refund.Amount.Currency);
        try
        {
            var outcome = await caller.CallAsync(line.Channel, "query refund", token => line.Refunds.QueryRefundAsync(reference, token), cancellationToken).ConfigureAwait(false);
            return (outcome as ChannelOutcome<ChannelRefund>.Accepted)?.Value;
        }
        catch (ChannelUnreachableException)
        {
            return null;
        }
    }

    private Task<PaymentOrder> SaidAsync(Line line, EvidenceSource source, ChannelRefund said, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var evidence = EvidenceFactory.OfRefund(source, line.Order.OrderNo, line.Channel.Account, said, now);
        return ApplyAsync(line.Order, order => RefundEvidenceRules.Decide(order, line.Channel.Account, said, now), evidence, cancellationToken);
    }

    /// <summary>
    /// The channel refused this call. That is the end only where no call before may have arrived, or may still: the channel knows no such refund, and
    /// nobody has sent it for long (law 3).
    /// </summary>
    private async Task<PaymentOrder> RefusedAsync(Line line, PaymentError error, CancellationToken cancellationToken)
    {
        if (line.SentBefore is { } before)
        {
            if (line.Refund.UpdatedAt - before < Quiet || await QueryAsync(line, cancellationToken).ConfigureAwait(false) is not { } said)
            {
                return await ReadAsync(line, cancellationToken).ConfigureAwait(false);
            }

            if (said.Status != ChannelRefundStatus.NotFound)
            {
                return await SaidAsync(line, EvidenceSource.Query, said, cancellationToken).ConfigureAwait(false);
            }
        }

        // A bar code that was reversed has nothing left to refund.
        var isReversible = line.Channel.Capabilities.Find(line.Attempt.Method) is { ChargesWithoutCredential: true };
        var payment = isReversible ? await refresh.AskAsync(line.Order.OrderNo, line.Attempt, cancellationToken).ConfigureAwait(false) : null;
        var isGone = payment is { Status: ChannelPaymentStatus.Closed };
        if (payment is { Trouble: not null })
        {
            return payment.Order;
        }

        // Money that is not ours goes back as soon as the channel can; a caller may decide otherwise about a refund of their own.
        var isFinal = isGone
            || (line.Refund.Cause == RefundCause.Merchant && error.RetryAfter is null)
            || time.GetUtcNow() - line.Refund.CreatedAt >= GiveUpAfter;
        return isFinal
            ? await ApplyAsync(line.Order, order => RefundStateMachine.Refused(order, line.Refund, error, time.GetUtcNow()) with { ChecksNow = isGone }, null, cancellationToken).ConfigureAwait(false)
            : await NoteAsync(line, error, cancellationToken).ConfigureAwait(false);
    }

    private Task<PaymentOrder> UnansweredAsync(Line line, PaymentError error, CancellationToken cancellationToken) =>
        ApplyAsync(line.Order, order => RefundStateMachine.Unanswered(order, line.Refund.RefundNo, error, time.GetUtcNow()), null, cancellationToken);

    private Task<PaymentOrder> ReadAsync(Line line, CancellationToken cancellationToken) =>
        ApplyAsync(line.Order, order => Transition.None(order, EvidenceVerdict.Ignored, "The channel did not say."), null, cancellationToken);

    /// <summary>Nothing was sent, or it was refused for now: said to whoever looks, without touching the time of the last call.</summary>
    private Task<PaymentOrder> NoteAsync(Line line, PaymentError error, CancellationToken cancellationToken) =>
        ApplyAsync(line.Order, order => RefundStateMachine.Noted(order, line.Refund.RefundNo, error, time.GetUtcNow()), null, cancellationToken);

    private async Task<PaymentOrder> ApplyAsync(PaymentOrder order, Func<PaymentOrder, Transition> decide, Func<Transition, Evidence>? evidence, CancellationToken cancellationToken) =>
        (await ChangeAsync(order, decide, evidence, cancellationToken).ConfigureAwait(false)).After;

    private async Task<Transition> ChangeAsync(PaymentOrder order, Func<PaymentOrder, Transition> decide, Func<Transition, Evidence>? evidence, CancellationToken cancellationToken) =>
        await writer.ApplyAsync(order.OrderNo, decide, evidence, cancellationToken: cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"Order {order.OrderNo} is no longer in the store.");

    private sealed record Line(PaymentOrder Order, Refund Refund, PaymentAttempt Attempt, IPaymentChannel Channel, IRefunds Refunds, DateTimeOffset? SentBefore)
    {
        /// <summary>Whether nothing of it was sent before.</summary>
        public bool IsFresh => SentBefore is null;
    }
}
