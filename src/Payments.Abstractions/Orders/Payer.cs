using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// A payer's identity at a channel (WeChat <c>openid</c>, Alipay <c>buyer_id</c> or <c>buyer_open_id</c>).
/// It prints as <c>***</c>, in JSON too unless <see cref="PayerIdJsonConverter"/> is asked for; only <see cref="Reveal"/> gives the text.
/// </summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(HiddenPayerIdJsonConverter))]
public readonly record struct PayerId
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string? _value;

    /// <summary>Wraps an identity.</summary>
    public PayerId(string value) => _value = value;

    /// <summary>The identity itself. Hand it to a channel or a store, never to a log.</summary>
    public string Reveal() => _value ?? "";

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Compares in a time that tells nothing but the length.</summary>
    public bool Equals(PayerId other) => CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(Reveal().AsSpan()), MemoryMarshal.AsBytes(other.Reveal().AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Reveal(), StringComparison.Ordinal);
}

/// <summary>What a channel may need to know of the payer. All members are optional; a method says which it requires.</summary>
public sealed record Payer
{
    /// <summary>The payer's identity at the channel; required by <c>wechat.jsapi</c>, <c>wechat.miniprogram</c> and <c>alipay.create</c>.</summary>
    public PayerId? Id { get; init; }

    /// <summary>The payer's IP address as the merchant saw it; required by <c>wechat.h5</c>.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The code read from the payer's phone; required by bar-code methods. It is a credential and prints as <c>***</c>.</summary>
    public PayerId? AuthCode { get; init; }

    /// <summary>Shows nothing of the payer.</summary>
    public override string ToString() => "***";
}
