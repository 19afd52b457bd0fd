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

        return before.Attempts.All(attempt => after.FindAttempt(attempt.AttemptNo)?.ChannelAccount == attempt.ChannelAccount)
            && before.Refunds.All(refund => after.FindRefund(refund.RefundNo) is not null)
            ? null
            : $"a change of {after.OrderNo} lost what another one wrote.";
    }
}
