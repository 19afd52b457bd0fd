using System.Globalization;
using Payments.Shared;

namespace Payments.Channels.WeChat.Http;

/// <summary>
/// Which answers are worth asking again for: those of which the status table says "repeat with the same numbers and parameters". Too often (429) is
/// repeated only where WeChat Pay says after which short time; everything else would make it worse.
/// </summary>
internal static class RepeatRules
{
    public static Again Of(RawReply reply)
    {
        var isWorthIt = reply.Status switch
        {
            429 => reply.RetryAfter is not null,
            500 => ChannelErrors.Normalise(ErrorAnswer.Read(reply.Body).Code) is "SYSTEMERROR" or "BIZERRNEEDRETRY",
            var status => HttpAnswer.IsDown(status),
        };
        return isWorthIt ? new Again(IsWorthIt: true, reply.RetryAfter, string.Create(CultureInfo.InvariantCulture, $"HTTP {reply.Status} came.")) : Again.No;
    }
}
