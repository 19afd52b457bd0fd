namespace Payments.Diagnostics;

/// <summary>The names of the tags. They are contracts: added, never changed. The first group is for metrics and activities, the second for activities alone.</summary>
public static class PaymentsTags
{
    /// <summary>A channel account, by its name in the configuration; <c>other</c> for one that is not configured.</summary>
    public const string Account = "payments.account";

    /// <summary>The account that takes over.</summary>
    public const string NextAccount = "payments.account.next";

    /// <summary>What was asked of a channel, as <c>create</c> or <c>query</c>.</summary>
    public const string Operation = "payments.operation";

    /// <summary>What came of it. Each instrument has a closed set.</summary>
    public const string Outcome = "payments.outcome";

    /// <summary>What became of a callback: <c>applied</c>, <c>duplicate</c>, <c>ignored</c>, <c>quarantined</c>, <c>refused</c>, <c>deferred</c>.</summary>
    public const string Verdict = "payments.verdict";

    /// <summary>A payment method that an account of this host offers, or <c>other</c>.</summary>
    public const string Method = "payments.method";

    /// <summary>The type of an event, as <c>order.paid</c>.</summary>
    public const string EventType = "payments.event.type";

    /// <summary>A subscriber, by its stable name.</summary>
    public const string Subscriber = "payments.subscriber";

    /// <summary>An error's stable code.</summary>
    public const string ErrorCode = "payments.error.code";

    /// <summary>A health: <c>healthy</c>, <c>suspect</c>, <c>down</c>, <c>recovering</c>.</summary>
    public const string Health = "payments.health";

    /// <summary>A switch: <c>on</c>, <c>drain</c>, <c>disable</c>.</summary>
    public const string SwitchMode = "payments.switch.mode";

    /// <summary>A store: <c>sqlite</c>, <c>postgresql</c>.</summary>
    public const string Store = "payments.store";

    /// <summary>The kind of work of a batch: <c>write</c>, or <c>begin</c>, <c>commit</c>, <c>find</c>, <c>evidence</c>.</summary>
    public const string Work = "payments.work";

    /// <summary>How a listener listens: <c>sse</c>, <c>websocket</c>.</summary>
    public const string Transport = "payments.transport";

    /// <summary>An order's number. Activities only.</summary>
    public const string OrderNo = "payments.order.no";

    /// <summary>An event's id. Activities only.</summary>
    public const string EventId = "payments.event.id";

    /// <summary>What a tag says whose value is not of this host's configuration.</summary>
    public const string Other = "other";
}
