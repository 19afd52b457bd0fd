namespace Payments.Core.Orders;

/// <summary>What an attempt's place in its order means.</summary>
internal static class AttemptRules
{
    /// <summary>Attempts one order may have: payers who change their mind, and accounts that failed.</summary>
    public const int MaxAttempts = 20;

    /// <summary>Whether the channel may know of it and its end is still to come.</summary>
    public static bool IsOpen(PaymentAttempt attempt) => attempt.Status is AttemptStatus.Sent or AttemptStatus.AwaitingPayer or AttemptStatus.Unknown;

    public static bool HasEnded(PaymentAttempt attempt) => attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed;

    public static bool IsHolder(PaymentOrder order, PaymentAttempt attempt) => order.ChargeRight.AttemptNo == attempt.AttemptNo;

    /// <summary>Whether it was written down to be sent once the right to be charged is free.</summary>
    public static bool IsWaiting(PaymentOrder order, PaymentAttempt attempt) => attempt.Status == AttemptStatus.Created && !IsHolder(order, attempt);

    /// <summary>Whether it can charge, or will be able to. Who lost the right was proved unable to (law 3).</summary>
    public static bool MayStillCharge(PaymentOrder order, PaymentAttempt attempt) =>
        !HasEnded(attempt) && (attempt.Status == AttemptStatus.Created || IsHolder(order, attempt));

    /// <summary>The attempt that holds the right to be charged, or <see langword="null"/>.</summary>
    public static PaymentAttempt? Holder(PaymentOrder order) => order.ChargeRight.AttemptNo is { } attemptNo ? order.FindAttempt(attemptNo) : null;

    public static PaymentAttempt Require(PaymentOrder order, string attemptNo) =>
        order.FindAttempt(attemptNo) ?? throw new InvalidOperationException($"Order {order.OrderNo} has no attempt {attemptNo}.");
}
