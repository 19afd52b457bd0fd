using Payments.Shared;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>
/// Which answers are worth asking again for, given a call that is safe to repeat: a gateway that is down, and Alipay's own "I do not know what
/// became of it". What is being processed (<c>REQUEST_PROCESSING</c>) is asked about later, not sent again.
/// </summary>
internal static class RepeatRules
{
    public static Again Of(HttpResponseMessage response, string cause)
    {
        var after = HttpAnswer.RetryAfter(response);
        var isWorthIt = HttpAnswer.IsDown((int)response.StatusCode) || ((int)response.StatusCode == 429 && after is not null);
        return isWorthIt ? new Again(IsWorthIt: true, after, cause) : Again.No;
    }

    public static Again Of(string code, string name) =>
        (code == "20000" || name.Contains("SYSTEM_ERROR", StringComparison.Ordinal) || name.Contains("UNKNOW", StringComparison.Ordinal))
        && !name.Contains("PROCESS", StringComparison.Ordinal)
            ? new Again(IsWorthIt: true, After: null, "the answer does not say whether it happened.")
            : Again.No;
}
