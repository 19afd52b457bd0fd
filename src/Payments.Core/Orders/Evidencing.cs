using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Applies what a channel says to an order, with the evidence of it, in one transaction.</summary>
internal sealed class Evidencing(OrderWriter writer, IOptions<PaymentsOptions> options, TimeProvider time)
{
    public Transition Decide(PaymentOrder order, IPaymentChannel channel, ChannelPayment payment, EvidenceSource source)
    {
        var refundsExtra = options.Value.ExtraPayments == ExtraPaymentPolicy.Refund && channel is IRefunds;
        var isReversible = order.FindAttempt(payment.AttemptNo) is { } attempt && channel.Capabilities.Find(attempt.Method) is { ChargesWithoutCredential: true };
        return EvidenceRules.Decide(order, channel.Account, payment, source, new EvidenceTerms(refundsExtra, isReversible), time.GetUtcNow());
    }

    /// <summary>Applies the channel's own answer.</summary>
    /// <returns>The transition, or <see langword="null"/> when there is no such order.</returns>
    public Task<Transition?> ApplyAsync(
        OrderNo orderNo,
        IPaymentChannel channel,
        ChannelPayment payment,
        EvidenceSource source,
        Func<Transition, IdempotencyUpdate>? idempotency = null,
        CancellationToken cancellationToken = default) =>
        writer.ApplyAsync(
            orderNo,
            order => Decide(order, channel, payment, source),
            EvidenceFactory.OfAnswer(source, orderNo, channel.Account, payment, time.GetUtcNow()),
            idempotency,
            cancellationToken: cancellationToken);
}
