using Microsoft.Extensions.Logging;
using Payments.Core.Diagnostics;

namespace Payments.Core.Refunds;

/// <summary>Tells an operator of the turns in a refund's life.</summary>
internal static class RefundLog
{
    public static void Tell(ILogger logger, RefundEvent told)
    {
        var refund = told.Refund;
        switch (told)
        {
            case RefundFailed:
                Log.RefundFailed(logger, refund.RefundNo, told.OrderNo, refund.Error?.Code ?? "");
                break;
            case RefundAbnormal:
                Log.RefundAbnormal(logger, refund.RefundNo, told.OrderNo);
                break;
            case RefundCreated when refund.Status == RefundStatus.Succeeded:
                // Booked when it was over: one turn, told once.
                break;
            default:
                Log.RefundChanged(logger, refund.RefundNo, told.OrderNo, refund.Status, refund.Cause);
                break;
        }
    }
}
