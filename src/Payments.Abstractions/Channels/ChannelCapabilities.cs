namespace Payments.Channels;

/// <summary>What a channel account can do.</summary>
public sealed record ChannelCapabilities
{
    /// <summary>The channel's name, as <c>wechat</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The methods it takes.</summary>
    public required IReadOnlyList<MethodCapability> Methods { get; init; }

    /// <summary>The capability for a method, or <see langword="null"/> when the account does not take it.</summary>
    public MethodCapability? Find(PaymentMethod method) => Methods.FirstOrDefault(capability => capability.Method == method);
}

/// <summary>What a channel account can do for one method.</summary>
public sealed record MethodCapability
{
    /// <summary>The method.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>The currencies it takes.</summary>
    public required IReadOnlyList<Currency> Currencies { get; init; }

    /// <summary>
    /// Whether money can move without the payer seeing a credential: a scanned bar code yes, a QR code that was never shown no.
    /// Decides whether an unanswered create may be failed over at once.
    /// </summary>
    public required bool ChargesWithoutCredential { get; init; }

    /// <summary>Whether the account charges a bar code through <see cref="IBarcodePay"/> instead of <see cref="IPaymentChannel.CreateAsync"/>.</summary>
    public bool IsBarcode { get; init; }

    /// <summary>Whether <see cref="Payer.Id"/> is required.</summary>
    public bool RequiresPayerId { get; init; }

    /// <summary>Whether <see cref="Payer.IpAddress"/> is required.</summary>
    public bool RequiresPayerIp { get; init; }
}
