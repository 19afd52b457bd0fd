using System.Text.Json.Nodes;

namespace Payments.Simulators.Scenarios;

/// <summary>Something that goes wrong the next <see cref="Times"/> times it fits.</summary>
public sealed record Scenario
{
    /// <summary>Operation name of every notice delivery.</summary>
    public const string Notify = "notify";

    /// <summary>Operation name that fits every call.</summary>
    public const string AnyCall = "reply";

    /// <summary><c>wechat</c> or <c>alipay</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>What goes wrong.</summary>
    public required ScenarioKind Kind { get; init; }

    /// <summary>The call it is for (<c>prepay</c>, <c>query</c>, <c>refund</c> …), <c>reply</c> for any call, <c>notify</c> for notices. Null: what suits the kind.</summary>
    public string? Operation { get; init; }

    /// <summary>Only this order. Null: any.</summary>
    public string? OutTradeNo { get; init; }

    /// <summary>How many times. Default 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Milliseconds; meaning and default depend on the kind.</summary>
    public int? DelayMs { get; init; }

    /// <summary>Amount in minor units, for <see cref="ScenarioKind.WrongAmount"/>.</summary>
    public long? Amount { get; init; }

    /// <summary>For <see cref="ScenarioKind.Duplicate"/>. Default 2.</summary>
    public int Copies { get; init; } = 2;

    /// <summary>HTTP status for <see cref="ScenarioKind.Refuse"/>.</summary>
    public int? Status { get; init; }

    /// <summary>Error code for <see cref="ScenarioKind.Refuse"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Error text for <see cref="ScenarioKind.Refuse"/>.</summary>
    public string? Message { get; init; }

    /// <summary>For <see cref="ScenarioKind.WrongFields"/>: merged into the content, objects member by member.</summary>
    public JsonObject? Fields { get; init; }

    internal TimeSpan Delay(int defaultMs) => TimeSpan.FromMilliseconds(DelayMs ?? defaultMs);

    internal bool IsForNotices => Operation == Notify || (Operation is null && (SuitsOnlyNotices || SuitsBoth));

    /// <summary>A kind of notices asked for calls, or the other way round: it would never happen.</summary>
    internal bool IsContradiction => Operation switch
    {
        null => false,
        Notify => !SuitsOnlyNotices && !SuitsBoth,
        _ => SuitsOnlyNotices,
    };

    private bool SuitsOnlyNotices => Kind is
        ScenarioKind.Late or ScenarioKind.Lost or ScenarioKind.Missed or ScenarioKind.Duplicate or ScenarioKind.Reordered;

    private bool SuitsBoth => Kind is
        ScenarioKind.Tampered or ScenarioKind.WrongAmount or ScenarioKind.WrongFields or ScenarioKind.Probe
        or ScenarioKind.WrongSignature or ScenarioKind.UnknownSerial or ScenarioKind.MissingHeaders or ScenarioKind.StaleClock;

    /// <summary>Kinds that decide how a payment or a refund ends; the channel takes them itself.</summary>
    internal bool IsForOutcome => Kind is ScenarioKind.UserPaying or ScenarioKind.PayError
        or ScenarioKind.RefundAbnormal or ScenarioKind.RefundClosed or ScenarioKind.RefundStuck
        or ScenarioKind.CancelRetry;
}
