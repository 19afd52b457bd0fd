using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Routing;

namespace Payments.Core.Orders;

/// <summary>Makes attempts, and says them to channels: the same order and attempt give the same call, whenever it is made.</summary>
internal sealed class AttemptFactory(IChannelRouter router, IOptions<PaymentsOptions> options, TimeProvider time)
{
    /// <summary>An attempt on the account chosen, with the choice in full.</summary>
    public PaymentAttempt Make(OrderNo orderNo, int sequence, in RouteQuery query, in RouteDecision decision, AttemptStatus status)
    {
        var now = time.GetUtcNow();
        var record = router.Describe(query, decision);
        return new PaymentAttempt
        {
            AttemptNo = orderNo.ToAttemptNo(sequence),
            ChannelAccount = router[decision.Index].Account,
            Method = query.Method,
            Status = status,
            RouteReason = RouteWords.Explain(record),
            Route = record,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    public ChannelOrder ToChannelOrder(PaymentOrder order, PaymentAttempt attempt, Payer? payer) => new()
    {
        AttemptNo = attempt.AttemptNo,
        Method = attempt.Method,
        Amount = order.Amount,
        Subject = order.Subject,
        CreatedAt = order.CreatedAt,
        ExpiresAt = order.ExpiresAt,
        NotifyUrl = options.Value.NotifyUrlOf(attempt.ChannelAccount),
        ReturnUrl = order.ReturnUrl,
        Payer = payer,
    };
}
