using System.Text.Json.Serialization;

namespace Payments;

/// <summary>Why something was refused or stayed unknown, in terms a program and a person can act on. Carries no secret and no payer identity.</summary>
public sealed record PaymentError
{
    /// <summary>A stable code of <see cref="PaymentErrorCodes"/>; each has a section in docs/errors.md.</summary>
    public required string Code { get; init; }

    /// <summary>What happened and why.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>The channel's own code, as <c>PARAM_ERROR</c> or <c>ACQ.TRADE_HAS_CLOSE</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ChannelCode { get; init; }

    /// <summary>When to try again, if trying again can help.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? RetryAfter { get; init; }
}
