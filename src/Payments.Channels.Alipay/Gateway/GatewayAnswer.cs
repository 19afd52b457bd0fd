using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Payments.Shared;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>What a call came to.</summary>
internal enum AnswerKind
{
    /// <summary>Code 10000, signed.</summary>
    Success,

    /// <summary>Code 10003, signed: the payer of a bar code must confirm.</summary>
    InProgress,

    /// <summary>Definitely refused.</summary>
    Rejected,

    /// <summary>Sent, and no answer that can be trusted.</summary>
    Unknown,
}

/// <summary>One verified, classified answer, or the trouble that stands in its place.</summary>
internal sealed class GatewayAnswer : ITried
{
    private GatewayAnswer(AnswerKind kind, PaymentError? error, ReadOnlyMemory<byte> node, string name)
    {
        Kind = kind;
        Error = error;
        Node = node;
        Name = name;
    }

    public AnswerKind Kind { get; }

    /// <summary>Set unless <see cref="AnswerKind.Success"/>.</summary>
    public PaymentError? Error { get; }

    /// <summary>The code's bare name in upper case, as <c>TRADE_NOT_EXIST</c>; empty without one.</summary>
    public string Name { get; }

    /// <summary>The server's clock, where it told.</summary>
    public DateTimeOffset? ServerTime { get; set; }

    /// <summary>Whether it is worth asking again for, where the call may be.</summary>
    public Again Again { get; set; }

    /// <summary>Whether an earlier try of the same call may have arrived: a refusal then speaks of the last try only.</summary>
    public bool MayHaveArrivedBefore { get; set; }

    /// <summary>Why the answer could not be trusted, when that was the trouble.</summary>
    public VerificationFailureReason? Distrust { get; init; }

    private ReadOnlyMemory<byte> Node { get; }

    public static GatewayAnswer Success(ReadOnlyMemory<byte> node) => new(AnswerKind.Success, error: null, node, "");

    public static GatewayAnswer Of(AnswerKind kind, PaymentError error, string name, VerificationFailureReason? distrust = null) =>
        new(kind, error, default, name) { Distrust = distrust };

    public static GatewayAnswer Unknown(PaymentError error) => Of(AnswerKind.Unknown, error, "");

    public static GatewayAnswer Untrusted(string method, VerificationFailure failure) =>
        Of(AnswerKind.Unknown, Words.Untrusted(method, failure), "", failure.Reason);

    /// <returns><see langword="null"/> when the node does not have the form agreed.</returns>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Node.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The outcome of a call that was not a success. What cannot be told from "done by an earlier try" is unknown, never refused (law 3).</summary>
    public ChannelOutcome<T> ToFailure<T>() => Kind == AnswerKind.Rejected && !MayHaveArrivedBefore
        ? new ChannelOutcome<T>.Rejected(Error!)
        : new ChannelOutcome<T>.Unknown(Error!);
}
