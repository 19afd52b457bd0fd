namespace Payments.Channels;

/// <summary>What a channel is asked to take.</summary>
public sealed record ChannelOrder
{
    /// <summary>The attempt's number, the channel's <c>out_trade_no</c>: 28 characters of 0-9 and A-Z.</summary>
    public required string AttemptNo { get; init; }

    /// <summary>The method.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>The amount, greater than zero.</summary>
    public required Money Amount { get; init; }

    /// <summary>What the payer sees being paid for.</summary>
    public required string Subject { get; init; }

    /// <summary>When the order was created; with the other members constant, so that a repeated call is the same call.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last moment to pay.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where the channel sends its callbacks for this account.</summary>
    public required string NotifyUrl { get; init; }

    /// <summary>Where the payer's browser returns to.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>What is known of the payer.</summary>
    public Payer? Payer { get; init; }
}

/// <summary>Names a payment at a channel.</summary>
/// <param name="AttemptNo">The attempt's number.</param>
/// <param name="Method">Its method: some channels close a bar-code payment in another way.</param>
/// <param name="ChannelTransactionId">The channel's number, where known.</param>
public sealed record ChannelOrderReference(string AttemptNo, PaymentMethod Method, string? ChannelTransactionId = null);
