using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// A payer's identity at a channel (WeChat <c>openid</c>, Alipay <c>buyer_id</c> or <c>buyer_open_id</c>).
/// It prints as <c>***</c>; only <see cref="Reveal"/> gives the text.
/// </summary>
[JsonConverter(typeof(PayerIdJsonConverter))]
public readonly record struct PayerId
{
    private readonly string? _value;

    /// <summary>Wraps an identity.</summary>
    public PayerId(string value) => _value = value;

    /// <summary>The identity itself. Hand it to a channel or a store, never to a log.</summary>
    public string Reveal() => _value ?? "";

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
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
}
