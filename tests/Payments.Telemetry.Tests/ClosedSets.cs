using System.Collections.Frozen;

namespace Payments.Telemetry.Tests;

/// <summary>The values a metric's tag may have in this test's host. What a host configures (accounts, methods, subscribers) is bounded by its configuration.</summary>
internal static class ClosedSets
{
    private static readonly string[] Accounts = ["wechat-main", "wechat-backup", "alipay-main", "other"];

    public static FrozenDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>
    {
        ["payments.account"] = Accounts,
        ["payments.account.next"] = Accounts,
        ["payments.method"] = ["wechat.native", "wechat.jsapi", "wechat.barcode", "alipay.precreate", "alipay.barcode", "other"],
        ["payments.subscriber"] = ["payments.webhooks", "shop.refusing", "shop.taking"],
        ["payments.event.type"] =
            ["order.created", "order.pending", "order.paid", "order.closed", "order.failed", "payment.extra", "refund.created", "refund.succeeded", "refund.failed", "refund.abnormal"],
        ["payments.error.code"] = ["channel_throttled", "channel_unreachable", "channel_no_answer", "channel_account_unable"],
        ["payments.operation"] = ["create", "charge", "query", "close", "reverse", "refund", "query refund", "probe"],
        ["payments.health"] = ["healthy", "suspect", "down", "recovering"],
        ["payments.switch.mode"] = ["on", "drain", "disable"],
        ["payments.store"] = ["sqlite", "postgresql"],
        ["payments.work"] = ["write", "begin", "commit", "find", "evidence"],
        ["payments.transport"] = ["sse", "websocket"],
        ["payments.verdict"] = ["applied", "duplicate", "ignored", "quarantined", "refused", "deferred"],
        ["payments.outcome of payments.order.create"] = ["accepted", "rejected", "turned_away", "unknown", "invalid", "faulted", "abandoned"],
        ["payments.outcome of payments.refund.request"] = ["accepted", "rejected", "unknown", "invalid", "faulted", "abandoned"],
        ["payments.outcome of payments.order.commit"] = ["committed", "conflict", "faulted"],
        ["payments.outcome of payments.channel.call"] = ["accepted", "rejected", "unknown", "unreachable"],
        ["payments.outcome of payments.route.decision"] = ["chosen", "chosen_down", "none"],
        ["payments.outcome of payments.sweep.check"] = ["finished", "waiting", "abandoned", "faulted"],
        ["payments.outcome of payments.outbox.deliver"] = ["taken", "failed"],
        ["payments.outcome of payments.webhook.deliver"] = ["taken", "failed", "given_up", "gone", "refused_address", "abandoned", "faulted"],
    }.ToFrozenDictionary();
}
