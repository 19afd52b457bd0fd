using System.Globalization;
using Payments.Fleet.Cells;
using Payments.Fleet.Load;
using Payments.Fleet.Reckoning;
using Payments.Fleet.Stage;

namespace Payments.Fleet;

/// <summary>How a round is spent.</summary>
/// <param name="Before">Load before the first fault.</param>
/// <param name="Between">Load after each fault.</param>
/// <param name="After">Load after the last.</param>
/// <param name="DrainWithin">How long what is under way may take to end after the load.</param>
internal sealed record RoundShape(TimeSpan Before, TimeSpan Between, TimeSpan After, TimeSpan DrainWithin)
{
    public static RoundShape Full { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(150));

    public static RoundShape Short { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(150));
}

/// <summary>Load with faults in its middle; then rest; then the reckoning.</summary>
internal sealed class FleetRound(FleetStage stage, Database database, Caller caller, FleetOptions options)
{
    private const int AskedAgain = 1_000;
    private const int Remembered = 100;
    private const int AtOnce = 32;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly List<Placed> _former = [];
    private int _rounds;
    private int _orders;
    private long _notification;

    /// <summary>Some orders at a tenth of the rate: a fleet whose code is not compiled yet is not put under load by anybody.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var load = new OpenLoad(new Shopper(caller, stage.Channels, cancellationToken), options.Seed, Math.Max(1, options.Rate / 10), "warm", _orders);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(WarmUp);
        await load.RunAsync(stop.Token);
        _orders += load.Placed.Count;
        await load.UntilIdleAsync(Shopper.AnswerWithin, cancellationToken);
    }

    /// <param name="cells">The faults, one after the other.</param>
    /// <param name="beside">A fault beside them, or <see langword="null"/>.</param>
    /// <param name="shape">The times.</param>
    /// <param name="dice">Chooses nodes and moments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result> RunAsync(IReadOnlyList<Cell> cells, Cell? beside, RoundShape shape, Random dice, CancellationToken cancellationToken)
    {
        var before = Count();
        var newest = await database.NewestAsync(cancellationToken);
        var shopper = new Shopper(caller, stage.Channels, cancellationToken);
        var load = new OpenLoad(shopper, options.Seed, options.Rate, string.Create(CultureInfo.InvariantCulture, $"r{++_rounds:D4}"), _orders);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loading = load.RunAsync(stop.Token);
        List<Breach> undone = [];
        try
        {
            await Task.Delay(shape.Before, cancellationToken);
            var besides = beside?.RunAsync(stage, new Random(dice.Next()), cancellationToken) ?? Task.FromResult<string?>(null);
            foreach (var cell in cells)
            {
                if (await cell.RunAsync(stage, dice, cancellationToken) is { } why)
                {
                    undone.Add(new Breach(0, $"{cell.Name} was not done: {why}"));
                }

                await Task.Delay(shape.Between, cancellationToken);
            }

            _ = await besides;
            await Task.Delay(shape.After, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
        }

        _orders += load.Placed.Count;

        // Not closed before everybody has an answer: a key whose node died is answered when its lease is over.
        var drained = await load.UntilIdleAsync(Shopper.AnswerWithin + shape.DrainWithin, cancellationToken);
        drained += await new Draining(stage, database, caller).RunAsync(newest, shape.DrainWithin, cancellationToken);
        await AskAgainAsync(shopper, load.Placed, dice, cancellationToken);
        var facts = await FactsAsync(load.Placed, newest, cancellationToken);
        var result = Result.Of([.. cells.Select(cell => cell.Name)], facts, before, Count(), drained, [.. undone, .. OwnEnds(), .. Laws.Check(facts)]);
        Forget(facts);
        await stage.Channels.ForgetTroublesAsync();
        _former.ForEach(each => each.Breaches.Clear()); // they are told once
        return result;
    }

    private Counts Count() => new(
        stage.Slots.Sum(slot => slot.Ended),
        caller.Repeats,
        stage.Sinks.ToDictionary(sink => sink.Name, sink => sink.Repeats, StringComparer.Ordinal));

    private IEnumerable<Breach> OwnEnds()
    {
        foreach (var slot in stage.Slots)
        {
            while (slot.OwnEnds.TryDequeue(out var end))
            {
                // A node that starts while the database is away says so and ends; whoever started it starts it again.
                if (!end.Contains("Payments:PostgreSql:ConnectionString", StringComparison.Ordinal))
                {
                    yield return new Breach(0, end);
                }
            }
        }
    }

    /// <summary>A part of the keys is asked for again at rest, those of former rounds among them.</summary>
    private async Task AskAgainAsync(Shopper shopper, IReadOnlyCollection<Placed> placed, Random dice, CancellationToken cancellationToken)
    {
        var answered = placed.Where(each => each.Answer is not null).ToArray();
        dice.Shuffle(answered);
        Placed[] asked = [.. answered.Take(AskedAgain), .. _former.OrderBy(_ => dice.Next()).Take(Remembered)];
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (each, _) => await shopper.AskAgainAsync(each));
        _former.AddRange(answered.Take(Remembered));
    }

    private async Task<Facts> FactsAsync(IReadOnlyCollection<Placed> placed, string newest, CancellationToken cancellationToken)
    {
        stage.Journals.ReadOn();
        var trades = await stage.Channels.TradesAsync(placed.Count);
        var notices = stage.Channels.World.Notifications.Where(notice => notice.Sequence > _notification).ToList();
        _notification = notices.Count == 0 ? _notification : notices[^1].Sequence;
        return new Facts
        {
            Placed = placed,
            Former = [.. _former.Except(placed).SelectMany(each => each.Breaches)],
            Orders = await database.OrdersAsync(newest, cancellationToken),
            Trades = [.. trades.Where(trade => IsLater(trade.AttemptNo, newest))],
            Events = await database.EventsAsync(newest, cancellationToken),
            Evidence = await database.EvidenceAsync(newest, cancellationToken),
            Arrivals = stage.Sinks.ToDictionary(sink => sink.Name, sink => sink.First, StringComparer.Ordinal),
            IsOld = eventId => string.CompareOrdinal(eventId[..Math.Min(OrderNo.Length, eventId.Length)], newest) <= 0,
            Acknowledged = [.. notices.Where(notice => notice.Outcome == "acknowledged" && IsLater(notice.OutTradeNo, newest)).Select(notice => notice.Id).Distinct(StringComparer.Ordinal)],
            LogLines = stage.Slots.Where(slot => File.Exists(slot.LogFile)).SelectMany(slot => File.ReadLines(slot.LogFile)),
            Secrets = stage.Secrets,
        };
    }

    private static bool IsLater(string attemptNo, string newest) =>
        !OrderNo.TryFromAttemptNo(attemptNo, out var orderNo) || string.CompareOrdinal(orderNo.Value, newest) > 0;

    private void Forget(Facts facts)
    {
        foreach (var sink in stage.Sinks)
        {
            sink.Forget(facts.Events.Select(each => each.EventId));
        }
    }
}
