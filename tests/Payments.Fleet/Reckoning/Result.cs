using System.Globalization;

namespace Payments.Fleet.Reckoning;

/// <summary>What has been counted so far.</summary>
/// <param name="Deaths">Nodes that died.</param>
/// <param name="Repeats">Requests sent again.</param>
/// <param name="Deliveries">Repeated deliveries, by subscriber.</param>
internal sealed record Counts(int Deaths, int Repeats, IReadOnlyDictionary<string, int> Deliveries);

/// <summary>What a round came to.</summary>
internal sealed record Result
{
    public const string Head = "| cells | orders | paid | extra, sent back | refunds | events | node deaths | requests repeated | keys asked again | slowest answer | events repeated | at rest after | breaches |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    public required IReadOnlyList<string> Cells { get; init; }

    public required int Orders { get; init; }

    public required int Paid { get; init; }

    public required int Extras { get; init; }

    public required int Refunds { get; init; }

    public required int Events { get; init; }

    public required int Deaths { get; init; }

    public required int Repeats { get; init; }

    public required int Replays { get; init; }

    public required TimeSpan SlowestAnswer { get; init; }

    public required int EventRepeats { get; init; }

    public required TimeSpan Drained { get; init; }

    public required IReadOnlyList<Breach> Breaches { get; init; }

    public string Row => string.Create(
        CultureInfo.InvariantCulture,
        $"| {string.Join(", ", Cells)} | {Orders:N0} | {Paid:N0} | {Extras:N0} | {Refunds:N0} | {Events:N0} | {Deaths} | {Repeats:N0} | {Replays:N0} | {SlowestAnswer.TotalSeconds:0.0} s | {EventRepeats:N0} | {Drained.TotalSeconds:0.0} s | {Breaches.Count} |");

    public static Result Of(IReadOnlyList<string> cells, Facts facts, Counts before, Counts after, TimeSpan drained, IReadOnlyList<Breach> breaches) => new()
    {
        Cells = cells,
        Orders = facts.Orders.Count,
        Paid = facts.Orders.Count(order => order.PaidAttemptNo is not null),
        Extras = facts.Orders.Sum(order => order.ExtraPayments.Count(extra => extra.Status == ExtraPaymentStatus.Refunded)),
        Refunds = facts.Orders.Sum(order => order.Refunds.Count(refund => refund.Cause == RefundCause.Merchant)),
        Events = facts.Events.Count,
        Deaths = after.Deaths - before.Deaths,
        Repeats = after.Repeats - before.Repeats,
        Replays = facts.Placed.Sum(placed => placed.Replays),
        SlowestAnswer = facts.Placed.Select(placed => placed.Took).DefaultIfEmpty().Max(),
        EventRepeats = after.Deliveries.Sum(each => each.Value - before.Deliveries.GetValueOrDefault(each.Key)),
        Drained = drained,
        Breaches = breaches,
    };
}
