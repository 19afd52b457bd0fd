using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Core.Diagnostics;

/// <summary>Everything the engine logs. Event ids 1000 to 1999 belong to this package; none is ever given another meaning.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Order {OrderNo} created for merchant order {MerchantOrderNo} on {Account}: {Status}")]
    public static partial void OrderCreated(ILogger logger, OrderNo orderNo, string merchantOrderNo, string account, OrderStatus status);

    [LoggerMessage(1002, LogLevel.Information, "Order {OrderNo} is {Status} after {Cause}")]
    public static partial void OrderChanged(ILogger logger, OrderNo orderNo, OrderStatus status, string cause);

    [LoggerMessage(1003, LogLevel.Warning, "Order {OrderNo}: a payment beyond need came in on attempt {AttemptNo}; it belongs back to its payer")]
    public static partial void ExtraPayment(ILogger logger, OrderNo orderNo, string attemptNo);

    [LoggerMessage(1004, LogLevel.Error, "Finishing order {OrderNo} failed after its caller left; repeating the request resumes it")]
    public static partial void OrphanFailed(ILogger logger, OrderNo orderNo, Exception exception);

    [LoggerMessage(1101, LogLevel.Warning, "Channel account {Account} could not be reached for {Operation}, nothing was sent: {Cause}")]
    public static partial void ChannelUnreachable(ILogger logger, string account, string operation, string cause);

    [LoggerMessage(1102, LogLevel.Warning, "Channel account {Account} did not answer {Operation} within {Limit}; the outcome is unknown")]
    public static partial void ChannelNoAnswer(ILogger logger, string account, string operation, TimeSpan limit);

    [LoggerMessage(1103, LogLevel.Error, "Channel account {Account} answered {Operation} with something that cannot be trusted ({Reason}): {Detail}")]
    public static partial void ChannelProtocol(ILogger logger, string account, string operation, VerificationFailureReason reason, string detail);

    [LoggerMessage(1104, LogLevel.Error, "Channel account {Account} threw during {Operation}; the outcome is unknown")]
    public static partial void ChannelFault(ILogger logger, string account, string operation, Exception exception);

    [LoggerMessage(1105, LogLevel.Warning, "Channel self-test: {Path} {Problem} {Remedy}")]
    public static partial void SelfTestProblem(ILogger logger, string path, string problem, string remedy);

    [LoggerMessage(1106, LogLevel.Information, "Channel self-test of {Account} passed")]
    public static partial void SelfTestPassed(ILogger logger, string account);

    [LoggerMessage(1107, LogLevel.Warning, "Channel self-test of {Account} could not be run")]
    public static partial void SelfTestFailed(ILogger logger, string account, Exception exception);

    [LoggerMessage(1201, LogLevel.Information, "Callback on {Account} for order {OrderNo}: {Verdict}. {Reason}")]
    public static partial void NotificationTaken(ILogger logger, string account, OrderNo? orderNo, EvidenceVerdict verdict, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "Callback on {Account} refused ({Reason}): {Detail}")]
    public static partial void NotificationRefused(ILogger logger, string account, VerificationFailureReason reason, string detail);

    [LoggerMessage(1203, LogLevel.Error, "Callback on {Account} for order {OrderNo} quarantined: {Reason}")]
    public static partial void NotificationQuarantined(ILogger logger, string account, OrderNo? orderNo, string reason);

    [LoggerMessage(1204, LogLevel.Error, "Callback on {Account} could not be applied; the channel is asked to send it again")]
    public static partial void NotificationDeferred(ILogger logger, string account, Exception exception);

    [LoggerMessage(1205, LogLevel.Error, "Evidence of a callback on {Account} could not be kept")]
    public static partial void EvidenceLost(ILogger logger, string account, Exception exception);

    [LoggerMessage(1206, LogLevel.Error, "Channel account {Account} failed to read a callback, which its contract forbids; it was refused")]
    public static partial void NotificationFault(ILogger logger, string account, Exception exception);

    [LoggerMessage(1301, LogLevel.Warning, "Event {EventId} ({Type}) was not taken by {Subscriber}, delivery {Attempt}; next at {DueAt}")]
    public static partial void DeliveryFailed(ILogger logger, string eventId, string type, string subscriber, int attempt, DateTimeOffset dueAt, Exception exception);

    [LoggerMessage(1302, LogLevel.Error, "Event {EventId} ({Type}) went to the dead letters after {Attempts} deliveries")]
    public static partial void DeadLetter(ILogger logger, string eventId, string type, int attempts);

    [LoggerMessage(1303, LogLevel.Error, "The outbox could not be read or written; trying again")]
    public static partial void OutboxFault(ILogger logger, Exception exception);

    [LoggerMessage(1304, LogLevel.Warning, "{Subscriber} cannot take events now; they wait for it: {Cause}")]
    public static partial void SubscriberUnavailable(ILogger logger, string subscriber, string cause);

    [LoggerMessage(1305, LogLevel.Information, "{Subscriber} takes events again")]
    public static partial void SubscriberAvailable(ILogger logger, string subscriber);

    [LoggerMessage(1306, LogLevel.Warning, "How far behind the outbox is could not be read; its gauges are old")]
    public static partial void BacklogUnread(ILogger logger, Exception exception);

    [LoggerMessage(1401, LogLevel.Warning, "Old idempotency records could not be deleted; trying again later")]
    public static partial void PurgeFault(ILogger logger, Exception exception);

    [LoggerMessage(1501, LogLevel.Information, "Order {OrderNo} was found {Status} by asking, without a callback")]
    public static partial void FoundByAsking(ILogger logger, OrderNo orderNo, OrderStatus status);

    [LoggerMessage(1502, LogLevel.Information, "Order {OrderNo} expired and was ended: {Status}")]
    public static partial void Expired(ILogger logger, OrderNo orderNo, OrderStatus status);

    [LoggerMessage(1503, LogLevel.Warning, "Order {OrderNo} expired and its channel does not say that it can no longer be paid ({Code}); it stays open and is asked about again at {NextCheckAt}")]
    public static partial void ExpiredOpen(ILogger logger, OrderNo orderNo, string code, DateTimeOffset? nextCheckAt);

    [LoggerMessage(1504, LogLevel.Error, "Order {OrderNo} could not be looked at; trying again at {NextCheckAt}")]
    public static partial void CheckFault(ILogger logger, OrderNo orderNo, DateTimeOffset? nextCheckAt, Exception exception);

    [LoggerMessage(1505, LogLevel.Error, "The orders that are due could not be claimed; trying again")]
    public static partial void SweepFault(ILogger logger, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "Order {OrderNo} fails over from {From} to {To}: {Cause}")]
    public static partial void FailedOver(ILogger logger, OrderNo orderNo, string from, string to, string cause);

    [LoggerMessage(1006, LogLevel.Warning, "Order {OrderNo}: attempt {AttemptNo} is given up; its channel never said what became of it")]
    public static partial void GivenUp(ILogger logger, OrderNo orderNo, string attemptNo);

    [LoggerMessage(1007, LogLevel.Warning, "The lock of order {OrderNo} failed; the work goes on without it, and the row version decides")]
    public static partial void LockFault(ILogger logger, OrderNo orderNo, Exception exception);

    [LoggerMessage(1008, LogLevel.Warning, "New orders are turned away: the store took more than {Limit} to answer, and has {AtOnce} of them at once until it is faster")]
    public static partial void OrdersTurnedAway(ILogger logger, TimeSpan limit, int atOnce);

    [LoggerMessage(1801, LogLevel.Information, "Refund {RefundNo} of order {OrderNo} is {Status} ({Cause})")]
    public static partial void RefundChanged(ILogger logger, string refundNo, OrderNo orderNo, RefundStatus status, RefundCause cause);

    [LoggerMessage(1802, LogLevel.Error, "Refund {RefundNo} of order {OrderNo} failed and no money moved: {Code}")]
    public static partial void RefundFailed(ILogger logger, string refundNo, OrderNo orderNo, string code);

    [LoggerMessage(1803, LogLevel.Error, "Refund {RefundNo} of order {OrderNo} is stuck at the payer's bank; complete it in the channel's console")]
    public static partial void RefundAbnormal(ILogger logger, string refundNo, OrderNo orderNo);
}
