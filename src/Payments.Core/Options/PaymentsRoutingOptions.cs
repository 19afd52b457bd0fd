namespace Payments;

/// <summary>Settings of routing.</summary>
public sealed class PaymentsRoutingOptions
{
    /// <summary>How many accounts one request tries at most. Default: 3. 1 to 8.</summary>
    public int MaxAttempts { get; set; } = 3;
}
