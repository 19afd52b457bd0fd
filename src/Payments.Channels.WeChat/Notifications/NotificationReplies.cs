namespace Payments.Channels.WeChat.Notifications;

/// <summary>WeChat Pay's words: 204 takes it, anything of 4xx or 5xx has it sent again, at growing intervals for a day.</summary>
internal static class NotificationReplies
{
    private const string Json = "application/json";

    private static readonly NotificationReply Accepted = new(204, ContentType: null, "");
    private static readonly NotificationReply Refused = new(401, Json, """{"code":"FAIL","message":"the notification could not be verified"}""");
    private static readonly NotificationReply Mismatched = new(422, Json, """{"code":"FAIL","message":"the notification matches no order here"}""");
    private static readonly NotificationReply TryAgain = new(503, Json, """{"code":"FAIL","message":"not at this moment, please send it again"}""");

    public static NotificationReply For(NotificationVerdict verdict) => verdict switch
    {
        NotificationVerdict.Accepted => Accepted,
        NotificationVerdict.Refused => Refused,
        NotificationVerdict.Mismatched => Mismatched,
        _ => TryAgain,
    };
}
