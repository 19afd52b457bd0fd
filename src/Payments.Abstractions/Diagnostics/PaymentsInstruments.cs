namespace Payments.Diagnostics;

/// <summary>The names of the instruments and of the activities. They are contracts: added, never changed. <c>docs/telemetry.md</c> says what each measures.</summary>
public static class PaymentsInstruments
{
    /// <summary>Creating an order, its channel's answer included. Seconds and activity.</summary>
    public const string OrderCreate = "payments.order.create";

    /// <summary>Committing a change of an order, waiting included. Seconds and activity.</summary>
    public const string OrderCommit = "payments.order.commit";

    /// <summary>Events committed.</summary>
    public const string EventCommit = "payments.event.commit";

    /// <summary>One call to a channel account. Seconds and activity.</summary>
    public const string ChannelCall = "payments.channel.call";

    /// <summary>The health of each channel account: 1 for the one it has, 0 for the others.</summary>
    public const string ChannelHealth = "payments.channel.health";

    /// <summary>The switch of each channel account: 1 for the one it has, 0 for the others.</summary>
    public const string ChannelSwitch = "payments.channel.switch";

    /// <summary>Choosing a channel account.</summary>
    public const string RouteDecision = "payments.route.decision";

    /// <summary>An order that another channel account took over.</summary>
    public const string Failover = "payments.failover";

    /// <summary>One callback of a channel. Seconds and activity.</summary>
    public const string Callback = "payments.callback";

    /// <summary>One request for a refund, its channel's answer included. Seconds and activity.</summary>
    public const string RefundRequest = "payments.refund.request";

    /// <summary>One look at an order that is due. Seconds and activity.</summary>
    public const string SweepCheck = "payments.sweep.check";

    /// <summary>One delivery of an event to one subscriber. Seconds and activity.</summary>
    public const string OutboxDeliver = "payments.outbox.deliver";

    /// <summary>From an event's commit until its last subscriber has it. Seconds.</summary>
    public const string OutboxLag = "payments.outbox.lag";

    /// <summary>Events given up.</summary>
    public const string OutboxDeadLetter = "payments.outbox.dead_letter";

    /// <summary>How old the oldest undelivered event is, in seconds.</summary>
    public const string OutboxOldestAge = "payments.outbox.oldest.age";

    /// <summary>How many dead letters lie in the store.</summary>
    public const string OutboxDeadLetters = "payments.outbox.dead_letters";

    /// <summary>One try to deliver a webhook. Seconds and activity.</summary>
    public const string WebhookDeliver = "payments.webhook.deliver";

    /// <summary>Committing one batch of calls to the store. Seconds.</summary>
    public const string StoreWrite = "payments.store.write";

    /// <summary>How many calls one batch carries.</summary>
    public const string StoreBatch = "payments.store.batch";

    /// <summary>Who follows live updates at this moment.</summary>
    public const string UpdatesListeners = "payments.updates.listeners";
}
