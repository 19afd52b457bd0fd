namespace Payments.Drill.Load;

/// <summary>One order as its buyer lived it.</summary>
/// <param name="MerchantOrderNo">The merchant's number.</param>
/// <param name="DueAt">When it was to be placed, since the load began.</param>
/// <param name="Took">From then to the answer: a stalled load generator counts against the engine, not for it.</param>
/// <param name="Order">The order in the answer.</param>
/// <param name="Trouble">Why it was not accepted; <see langword="null"/> when it was.</param>
internal sealed record Placed(string MerchantOrderNo, TimeSpan DueAt, TimeSpan Took, PaymentOrder? Order, string? Trouble)
{
    public bool IsAccepted => Trouble is null;

    public bool IsFailover => Order?.Attempts.Count > 1;

    /// <summary>The account that was asked first.</summary>
    public string? FirstAccount => Order?.Attempts[0].ChannelAccount;
}
