using System.Net.Http;

namespace Payments.Shared;

/// <summary>What an answer says beside its body.</summary>
internal static class HttpAnswer
{
    /// <summary>When the server wants to be asked again, counted from its answer; a date is measured by the server's own clock.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>Whether what answered is down or overloaded (502, 503, 504), as a gateway says it.</summary>
    public static bool IsDown(int status) => status is >= 502 and <= 504;
}
