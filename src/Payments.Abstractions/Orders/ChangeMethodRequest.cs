namespace Payments;

/// <summary>
/// A payer's wish to pay an open order in another way: the attempt that may be charged now is closed at its channel and confirmed before another
/// may be.
/// </summary>
public sealed record ChangeMethodRequest
{
    /// <summary>How the payer wants to pay now.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>Which channel account takes it. Default: the router chooses.</summary>
    public string? ChannelAccount { get; init; }

    /// <summary>What is known of the payer; some methods require parts of it.</summary>
    public Payer? Payer { get; init; }
}
