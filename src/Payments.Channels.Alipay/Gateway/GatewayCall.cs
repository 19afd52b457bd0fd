namespace Payments.Channels.Alipay.Gateway;

/// <summary>One call of the gateway.</summary>
/// <param name="Method">Alipay's name of it, as <c>alipay.trade.query</c>.</param>
/// <param name="Content">Its content: the JSON text, serialised once, signed and sent as it is.</param>
internal sealed record GatewayCall(string Method, string Content)
{
    /// <summary>Whether a call that may have arrived can be sent again under the same numbers without doing twice what it does. By default it is sent once.</summary>
    public bool SafeToRepeat { get; init; }

    public string? NotifyUrl { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>Overrides the account's own token.</summary>
    public string? AppAuthToken { get; init; }

    /// <summary>When the call was made, as it tells Alipay; now by default.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Sends the content as it is even where the account encrypts.</summary>
    public bool IsPlain { get; init; }
}
