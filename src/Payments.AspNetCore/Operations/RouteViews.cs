namespace Payments.AspNetCore.Operations;

/// <summary>A choice of a channel account as an operator sees it.</summary>
internal sealed record RouteView
{
    /// <summary>The account chosen; absent when none could be.</summary>
    public string? Chosen { get; init; }

    /// <summary>The rule that applied; absent when none did.</summary>
    public string? Rule { get; init; }

    public required string RulesVersion { get; init; }

    public required int Draw { get; init; }

    public required IReadOnlyList<RouteCandidate> Candidates { get; init; }

    public static RouteView Of(RouteRecord record) => new()
    {
        Chosen = record.Chosen,
        Rule = record.Rule,
        RulesVersion = record.RulesVersion,
        Draw = record.Draw,
        Candidates = record.Candidates,
    };
}

/// <summary>How an attempt's account was chosen.</summary>
internal sealed record AttemptRouteView
{
    public required string OrderNo { get; init; }

    public required string AttemptNo { get; init; }

    public required string ChannelAccount { get; init; }

    public required string RouteReason { get; init; }

    /// <summary>What was written with the attempt; absent when nothing was.</summary>
    public RouteView? Record { get; init; }

    /// <summary>The choice made again from the record.</summary>
    public RouteView? Replay { get; init; }

    /// <summary>Whether choosing again gave the attempt's account.</summary>
    public bool? ReplayAgrees { get; init; }

    public static AttemptRouteView Of(OrderNo orderNo, PaymentAttempt attempt, RouteRecord? replay) => new()
    {
        OrderNo = orderNo.Value,
        AttemptNo = attempt.AttemptNo,
        ChannelAccount = attempt.ChannelAccount,
        RouteReason = attempt.RouteReason,
        Record = attempt.Route is { } record ? RouteView.Of(record) : null,
        Replay = replay is null ? null : RouteView.Of(replay),
        ReplayAgrees = replay is null ? null : string.Equals(replay.Chosen, attempt.ChannelAccount, StringComparison.Ordinal),
    };
}
