namespace Payments.Channels.Alipay.Notifications;

/// <summary>The words Alipay looks for: exactly <c>success</c> with status 200 ends the repetitions, anything else keeps them coming.</summary>
internal static class NotificationReplies
{
    private const string PlainText = "text/plain";
    private const string Again = "fail";

    public static NotificationReply To(NotificationVerdict verdict) => verdict switch
    {
        NotificationVerdict.Accepted => new(200, PlainText, "success"),
        NotificationVerdict.Refused => new(401, PlainText, Again),
        NotificationVerdict.Mismatched => new(422, PlainText, Again),
        _ => new(503, PlainText, Again),
    };
}
