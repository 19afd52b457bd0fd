namespace Payments.Fleet.Nodes;

/// <summary>The places at which a node can be told to kill itself. "In flight" is while the call is under way: whether it took effect, nobody knows.</summary>
internal static class CrashPoint
{
    public const string OrderBeforeBegin = "order-before-begin";
    public const string OrderBeginInFlight = "order-begin-in-flight";
    public const string OrderAfterBegin = "order-after-begin";
    public const string CreateInFlight = "create-in-flight";
    public const string CreateAfterAnswer = "create-after-answer";
    public const string AnswerCommitInFlight = "answer-commit-in-flight";
    public const string AnswerAfterCommit = "answer-after-commit";
    public const string AnswerHalfSent = "answer-half-sent";
    public const string CallbackAfterVerify = "callback-after-verify";
    public const string CallbackCommitInFlight = "callback-commit-in-flight";
    public const string CallbackAfterCommit = "callback-after-commit";
    public const string CallbackAfterAcknowledge = "callback-after-acknowledge";
    public const string CloseAfterAnswer = "close-after-answer";
    public const string RefundAfterWritten = "refund-after-written";
    public const string RefundInFlight = "refund-in-flight";
    public const string RefundAfterAnswer = "refund-after-answer";
    public const string SweepAfterClaim = "sweep-after-claim";
    public const string SweepAfterAnswer = "sweep-after-answer";
    public const string OutboxAfterClaim = "outbox-after-claim";
    public const string HandlerAfterEffect = "handler-after-effect";
    public const string BrokerInFlight = "broker-in-flight";
    public const string BrokerAfterConfirm = "broker-after-confirm";
    public const string WebhookAfterEnqueue = "webhook-after-enqueue";
    public const string OutboxBeforeSettle = "outbox-before-settle";
    public const string OutboxSettleInFlight = "outbox-settle-in-flight";
    public const string OutboxAfterSettle = "outbox-after-settle";
    public const string WebhookAfterClaim = "webhook-after-claim";
    public const string WebhookAfterSend = "webhook-after-send";
    public const string WebhookSettleInFlight = "webhook-settle-in-flight";

    public static IReadOnlyList<string> All { get; } =
    [
        OrderBeforeBegin, OrderBeginInFlight, OrderAfterBegin, CreateInFlight, CreateAfterAnswer, AnswerCommitInFlight, AnswerAfterCommit, AnswerHalfSent,
        CallbackAfterVerify, CallbackCommitInFlight, CallbackAfterCommit, CallbackAfterAcknowledge, CloseAfterAnswer,
        RefundAfterWritten, RefundInFlight, RefundAfterAnswer, SweepAfterClaim, SweepAfterAnswer,
        OutboxAfterClaim, HandlerAfterEffect, BrokerInFlight, BrokerAfterConfirm, WebhookAfterEnqueue, OutboxBeforeSettle, OutboxSettleInFlight, OutboxAfterSettle,
        WebhookAfterClaim, WebhookAfterSend, WebhookSettleInFlight,
    ];
}
