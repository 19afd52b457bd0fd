using Microsoft.Extensions.Primitives;

namespace Payments.Channels;

/// <summary>A callback as it arrived: nothing decoded, nothing trusted.</summary>
/// <param name="body">The raw body. Not copied: it must not change afterwards.</param>
/// <param name="headers">The headers, each with all its values.</param>
/// <param name="receivedAt">When it arrived, by our clock.</param>
public sealed class NotificationRequest(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, StringValues>> headers, DateTimeOffset receivedAt)
{
    /// <summary>The raw body.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The headers.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; } = [.. headers];

    /// <summary>When it arrived.</summary>
    public DateTimeOffset ReceivedAt { get; } = receivedAt;

    /// <summary>Whether the body was larger than <see cref="INotificationReceiver.MaxBodyBytes"/> and is cut.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>All values of a header, over all lines of that name; empty when there is none. Names are not case-sensitive.</summary>
    public StringValues GetHeader(string name)
    {
        var values = StringValues.Empty;
        foreach (var header in Headers)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                values = StringValues.Concat(values, header.Value);
            }
        }

        return values;
    }
}

/// <summary>What a channel made of a callback. A closed set.</summary>
public abstract record NotificationReading
{
    private NotificationReading()
    {
    }

    /// <summary>The sender is the channel, and this is what it says.</summary>
    /// <param name="Notification">The callback, normalised.</param>
    public sealed record Verified(ChannelNotification Notification) : NotificationReading;

    /// <summary>It cannot be trusted.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Refused(VerificationFailure Failure) : NotificationReading;
}

/// <summary>A verified callback, normalised. A closed set.</summary>
public abstract record ChannelNotification
{
    private ChannelNotification()
    {
    }

    /// <summary>The channel's own id of the notification, the same over its retries (WeChat <c>id</c>, Alipay <c>notify_id</c>).</summary>
    public required string NotificationId { get; init; }

    /// <summary>It tells of a payment.</summary>
    /// <param name="Value">How the payment stands.</param>
    public sealed record Payment(ChannelPayment Value) : ChannelNotification;

    /// <summary>It tells of a refund.</summary>
    /// <param name="Value">How the refund stands.</param>
    public sealed record Refund(ChannelRefund Value) : ChannelNotification;

    /// <summary>It tells of a transfer to a payee.</summary>
    /// <param name="Value">How the transfer stands.</param>
    public sealed record Transfer(ChannelTransfer Value) : ChannelNotification;

    /// <summary>It is genuine and tells of nothing these packages follow; it is kept and acknowledged.</summary>
    /// <param name="Type">The channel's type of notification.</param>
    public sealed record Other(string Type) : ChannelNotification;
}

/// <summary>Why something a channel sent, or seems to have sent, cannot be trusted.</summary>
/// <param name="Reason">The cause, as a code.</param>
/// <param name="Detail">The cause in words, with what differed and what to look at. Carries no secret and no payer identity.</param>
public sealed record VerificationFailure(VerificationFailureReason Reason, string Detail);

/// <summary>Causes of a verification failure.</summary>
public enum VerificationFailureReason
{
    /// <summary>A header or parameter that verification needs is missing or empty.</summary>
    MissingHeader,

    /// <summary>A header or parameter appears more than once.</summary>
    DuplicateHeader,

    /// <summary>A header or parameter has not the form it must have.</summary>
    MalformedHeader,

    /// <summary>The key that is said to have signed is not one of ours for this account.</summary>
    UnknownSerial,

    /// <summary>The time in the message is too far from our clock; the detail has both.</summary>
    ClockSkew,

    /// <summary>The channel's own probe: a signature that is wrong on purpose and must be refused.</summary>
    SignatureProbe,

    /// <summary>The configured key is of the wrong kind, as the merchant's own where the platform's is wanted.</summary>
    WrongKeyKind,

    /// <summary>The signature does not fit the body: it was changed on the way, or signed with another key.</summary>
    BodyChanged,

    /// <summary>The content does not decrypt with the account's key.</summary>
    DecryptionFailed,

    /// <summary>The body is not what the protocol says: no JSON or form, a duplicate member, too deep, not UTF-8.</summary>
    MalformedBody,

    /// <summary>The body is larger than any genuine one.</summary>
    BodyTooLarge,

    /// <summary>Genuine, and addressed to another merchant.</summary>
    WrongMerchant,

    /// <summary>Genuine, and addressed to another application.</summary>
    WrongApplication,

    /// <summary>An answer came without a signature where one is required.</summary>
    Unsigned,
}

/// <summary>What became of a callback; decides the words of the reply.</summary>
public enum NotificationVerdict
{
    /// <summary>Taken in, now or before: do not send it again.</summary>
    Accepted,

    /// <summary>It cannot be trusted.</summary>
    Refused,

    /// <summary>Genuine, and it matches no order of ours: kept for an operator, never applied.</summary>
    Mismatched,

    /// <summary>It could not be stored at this moment: send it again.</summary>
    TryAgain,
}

/// <summary>A reply in the channel's exact words.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="ContentType">The content type, or <see langword="null"/> for an empty body.</param>
/// <param name="Body">The body; empty for none.</param>
public sealed record NotificationReply(int StatusCode, string? ContentType, string Body);
