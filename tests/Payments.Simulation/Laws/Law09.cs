namespace Payments.Simulation.Laws;

/// <summary>
/// Locks and caches are for speed: while they lie, all other laws hold (health lies in every second world), because truth is row versions. So no
/// change may lose what an earlier one wrote.
/// </summary>
internal static class Law09
{
    public static string? Change(PaymentOrder before, PaymentOrder after)
    {
        if (after.Version != before.Version + 1 || after.Amount != before.Amount || after.MerchantOrderNo != before.MerchantOrderNo || after.CreatedAt != before.CreatedAt)
        {
            return $"{after.OrderNo} became another order.";
        }

        return after.LastEventSequence >= before.LastEventSequence
            && (before.PaidAttemptNo is null || after.PaidAttemptNo is not null)
            && before.Attempts.All(attempt => IsKept(attempt, after.FindAttempt(attempt.AttemptNo)))
            && before.Refunds.All(refund => after.FindRefund(refund.RefundNo) is { } kept && (refund.IsOpen || !kept.IsOpen))
            ? null
            : $"a change of {after.OrderNo} lost what another one wrote.";
    }

    private static bool IsKept(PaymentAttempt was, PaymentAttempt? now) => now is not null
        && now.ChannelAccount == was.ChannelAccount
        && (was.NextAction is null || now.NextAction is not null)
        && (was.Status is not (AttemptStatus.Succeeded or AttemptStatus.Failed or AttemptStatus.Closed) || now.Status is AttemptStatus.Succeeded or AttemptStatus.Failed or AttemptStatus.Closed);
}
