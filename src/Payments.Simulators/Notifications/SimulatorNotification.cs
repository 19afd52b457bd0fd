namespace Payments.Simulators.Notifications;

/// <summary>One delivery of one notice.</summary>
/// <param name="Sequence">1 for the first delivery since start or reset.</param>
/// <param name="Time">When it was sent (or given up), by the simulator's clock.</param>
/// <param name="Channel"><c>wechat</c> or <c>alipay</c>.</param>
/// <param name="Id">The channel's notification id; the same over retries.</param>
/// <param name="Event">The channel's event name.</param>
/// <param name="OutTradeNo">The order.</param>
/// <param name="Url">Where it went.</param>
/// <param name="Attempt">1 for the first delivery of the notice.</param>
/// <param name="Outcome"><c>acknowledged</c>, <c>refused</c>, <c>timeout</c>, <c>unreachable</c>, <c>missed</c>, <c>lost</c> or <c>dropped</c>.</param>
/// <param name="Status">HTTP status of the merchant's answer; null without one.</param>
/// <param name="Reply">The first 512 characters of the answer.</param>
/// <param name="Scenario">The scenario that hit it, if any.</param>
public sealed record SimulatorNotification(
    long Sequence,
    DateTimeOffset Time,
    string Channel,
    string Id,
    string Event,
    string OutTradeNo,
    string Url,
    int Attempt,
    string Outcome,
    int? Status,
    string? Reply,
    string? Scenario);
