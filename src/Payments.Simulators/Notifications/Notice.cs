using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Notifications;

/// <summary>Something a channel wants to tell a merchant, until it is acknowledged or the schedule ends.</summary>
internal sealed class Notice
{
    public required string Channel { get; init; }

    /// <summary>The channel's own notification id.</summary>
    public required string Id { get; init; }

    /// <summary>The channel's own event name.</summary>
    public required string Event { get; init; }

    public required string OutTradeNo { get; init; }

    public required string Url { get; init; }

    /// <summary>Pauses before the second, third … delivery, unscaled.</summary>
    public required IReadOnlyList<TimeSpan> RetryAfter { get; init; }

    /// <summary>Builds one delivery: called for each, so that each is signed afresh. Scenario: null, or one of the signing and content kinds.</summary>
    public required Func<Scenario?, NoticeContent> Build { get; init; }

    /// <summary>Whether the merchant's answer (status, body) counts as received.</summary>
    public required Func<int, string, bool> Acknowledges { get; init; }
}

/// <summary>The HTTP POST of one delivery.</summary>
internal sealed record NoticeContent(string ContentType, byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Headers);
