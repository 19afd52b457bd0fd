using Payments.Reconciliation;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Asks about one attempt, also one our record has ended: what the channel proves is applied by the same rules as a callback.</summary>
internal sealed class AttemptInquiry(IPaymentStore store, RefreshOrder refresh) : IAttemptInquiry
{
    public async Task<OrderOutcome> AskAsync(string attemptNo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attemptNo);
        if (!OrderNo.TryFromAttemptNo(attemptNo, out var orderNo)
            || await store.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false) is not { } order
            || order.FindAttempt(attemptNo) is not { } attempt)
        {
            return new OrderOutcome.Rejected(Errors.OrderNotFound());
        }

        var answer = await refresh.AskAsync(orderNo, attempt, cancellationToken).ConfigureAwait(false);
        return answer.Trouble is { } trouble ? new OrderOutcome.Unknown(answer.Order, trouble) : new OrderOutcome.Accepted(answer.Order);
    }
}
