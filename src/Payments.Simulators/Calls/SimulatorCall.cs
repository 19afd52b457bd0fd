namespace Payments.Simulators.Calls;

/// <summary>One call a channel received.</summary>
/// <param name="Sequence">1 for the first call since start or reset.</param>
/// <param name="Time">When it arrived, by the simulator's clock.</param>
/// <param name="Channel"><c>wechat</c> or <c>alipay</c>.</param>
/// <param name="Operation">What it asked for, e.g. <c>prepay</c>.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query as sent.</param>
/// <param name="OutTradeNo">The order it names, where known.</param>
/// <param name="Body">The first 2,048 characters of its body.</param>
/// <param name="Status">HTTP status of the answer; 0 when the connection was broken on purpose.</param>
/// <param name="Reply">The first 2,048 characters of the answer.</param>
/// <param name="DurationMs">Milliseconds from arrival to answer.</param>
/// <param name="Scenario">The scenario that hit it, if any.</param>
public sealed record SimulatorCall(
    long Sequence,
    DateTimeOffset Time,
    string Channel,
    string Operation,
    string Method,
    string Path,
    string? OutTradeNo,
    string Body,
    int Status,
    string Reply,
    long DurationMs,
    string? Scenario);
