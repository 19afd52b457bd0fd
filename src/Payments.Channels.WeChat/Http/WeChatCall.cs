using Payments.Shared;

namespace Payments.Channels.WeChat.Http;

/// <summary>One call to the API, ready to be signed.</summary>
/// <param name="Operation">Its name in the log.</param>
/// <param name="Method">The method.</param>
/// <param name="PathAndQuery">From the slash on, percent-encoded.</param>
internal sealed record WeChatCall(string Operation, HttpMethod Method, string PathAndQuery)
{
    /// <summary>The JSON to send; <see langword="null"/> for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether a call that may have arrived can be sent again under the same numbers without doing twice what it does.</summary>
    public bool SafeToRepeat { get; init; } = true;

    /// <summary>Whether it takes money at once: then it is sent once, whatever happens.</summary>
    public bool Charges { get; init; }

    /// <summary>The key WeChat Pay shall sign its answer with, and sensitive fields are encrypted to.</summary>
    public string? PlatformSerial { get; init; }

    /// <summary>Values that an error text of the channel may repeat and nobody may read.</summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>How long one try may take; <see langword="null"/> for the account's time.</summary>
    public TimeSpan? Timeout { get; init; }

    public RepeatRight Right => Charges ? RepeatRight.Never : SafeToRepeat ? RepeatRight.Always : RepeatRight.Unsent;
}
