using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Orders;
using Payments.Storage;

namespace Payments.Core.Refunds;

/// <summary>
/// Refunds once per number of the caller's. The refund is written down, and its amount taken from what is left, before anything is sent; a crash
/// leaves a record that the sweeper follows under the same number.
/// </summary>
internal sealed class RefundOrder(IPaymentStore store, RefundSender sender, OrderWriter writer, IPaymentChannels channels, IOptions<PaymentsOptions> options, TimeProvider time)
{
    /// <exception cref="InvalidPaymentRequestException">The request breaks a limit; nothing was written or sent.</exception>
    public async Task<RefundOutcome> RunAsync(CreateRefundRequest request, CancellationToken cancellationToken)
    {
        RefundValidator.Check(request);
        var order = await store.FindOrderAsync(request.OrderNo, cancellationToken).ConfigureAwait(false);
        if (order is null || order.MerchantId != request.MerchantId)
        {
            return new RefundOutcome.Rejected(Errors.OrderNotFound());
        }

        RefundValidator.CheckCurrency(request, order);
        if (Unsupported(order, request) is { } unsupported)
        {
            return new RefundOutcome.Rejected(unsupported);
        }

        RefundDecision? decision = null;
        await writer.ApplyAsync(
            order.OrderNo,
            current => (decision = RefundStateMachine.Request(current, request, time.GetUtcNow())).Transition,
            known: order,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        if (decision?.Refund is not { } refund)
        {
            return new RefundOutcome.Rejected(decision?.Error ?? Errors.OrderNotFound());
        }

        if (decision.IsKnown && !MayAsk(refund))
        {
            return Tell(refund, replayed: true);
        }

        return await FollowAsync(decision.Transition.After, refund, decision.IsKnown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was written down is sent even when the caller leaves; otherwise the sweeper would have to find out.</summary>
    private async Task<RefundOutcome> FollowAsync(PaymentOrder order, Refund refund, bool isKnown, CancellationToken cancellationToken)
    {
        var work = sender.FollowAsync(order, refund.RefundNo, isFresh: !isKnown, CancellationToken.None);
        var after = await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Tell(RefundStateMachine.Require(after, refund.RefundNo), isKnown);
    }

    /// <summary>Whether a repetition asks the channel: not while the first call may still be at work, and not once it is over.</summary>
    private bool MayAsk(Refund refund) =>
        refund.IsOpen && (refund.Status != RefundStatus.Requested || time.GetUtcNow() - refund.UpdatedAt > options.Value.ChannelTimeout);

    private PaymentError? Unsupported(PaymentOrder order, CreateRefundRequest request)
    {
        var paid = order.FindAttempt(request.AttemptNo ?? order.PaidAttemptNo ?? "");
        return paid is not null && channels.Find(paid.ChannelAccount) is { } channel and not IRefunds ? Errors.RefundUnsupported(channel.Account) : null;
    }

    private static RefundOutcome Tell(Refund refund, bool replayed) => refund.Status switch
    {
        RefundStatus.Succeeded or RefundStatus.Processing or RefundStatus.Abnormal => new RefundOutcome.Accepted(refund, replayed),
        RefundStatus.Failed => new RefundOutcome.Rejected(refund.Error ?? Errors.RefundClosed(), refund, replayed),
        _ => new RefundOutcome.Unknown(refund, refund.Error ?? Errors.RefundBeingSent()),
    };
}
