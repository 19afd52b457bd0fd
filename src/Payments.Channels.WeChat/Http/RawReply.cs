using System.Globalization;
using Microsoft.Extensions.Primitives;
using Payments.Shared;

namespace Payments.Channels.WeChat.Http;

/// <summary>An answer as it came: nothing verified.</summary>
internal sealed class RawReply(int status, byte[] body, bool isOverflow, HttpResponseMessage response) : ITried
{
    private readonly HttpResponseMessage _response = response;

    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    /// <summary>The body was longer than any genuine one and is not here.</summary>
    public bool IsOverflow { get; } = isOverflow;

    public bool IsSuccess => Status is >= 200 and < 300;

    public DateTimeOffset? ServerTime => _response.Headers.Date;

    public TimeSpan? RetryAfter => HttpAnswer.RetryAfter(_response);

    public Again Again => RepeatRules.Of(this);

    public string RequestId => Header("Request-ID") is [{ Length: > 0 and <= 128 } id] && id.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') ? id : "-";

    /// <summary>WeChat Pay's internal number of the error: the digits after the request id's last hyphen.</summary>
    public long? InternalCode => RequestId.LastIndexOf('-') is >= 0 and var hyphen
        && long.TryParse(RequestId.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;

    public StringValues Header(string name) =>
        _response.Headers.NonValidated.TryGetValues(name, out var values) ? new StringValues([.. values]) : StringValues.Empty;
}

/// <summary>What came of sending: an answer, or none although the call may have arrived.</summary>
/// <param name="Reply">The answer, or <see langword="null"/>.</param>
/// <param name="Fault">Why there is none, in words without addresses.</param>
/// <param name="MayHaveArrivedBefore">Whether an earlier try of the same call may have arrived too: a refusal then speaks of the last try only.</param>
internal sealed record Exchange(RawReply? Reply, string Fault, bool MayHaveArrivedBefore);
