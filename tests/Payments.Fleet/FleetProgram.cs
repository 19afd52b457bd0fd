using System.Diagnostics;
using System.Globalization;
using Payments.Fleet.Cells;
using Payments.Fleet.Load;
using Payments.Fleet.Reckoning;
using Payments.Fleet.Stage;

namespace Payments.Fleet;

/// <summary>Rounds, as many as were asked for, and what they came to.</summary>
internal static class FleetProgram
{
    private const int MostBreachesShown = 12;
    private const int CellsAtRandom = 3;

    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(60);

    /// <returns>0: every law was kept; 1: some were not.</returns>
    public static async Task<int> RunAsync(FleetOptions options, TextWriter output, CancellationToken interrupted)
    {
        await output.WriteLineAsync($"{options.Nodes} nodes, {options.Rate} orders a second, seed {options.Seed}{(options.Bug is { } bug ? $", with the bug {bug} planted" : "")}");
        var began = Stopwatch.GetTimestamp();
        await using var stage = await FleetStage.StartAsync(options.Nodes, options.Bug, interrupted);
        await using var database = new Database(stage.Servers.Postgres.ConnectionString, stage.Store);
        using var caller = new Caller(stage.Slots);
        var round = new FleetRound(stage, database, caller, options);
        var memory = new MemoryWatch(stage.Slots[0]);
        var results = new List<Result>();
        await output.WriteLineAsync($"up after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        await output.WriteLineAsync(Result.Head);
        await round.WarmUpAsync(interrupted);
        foreach (var (cells, beside, shape, dice) in Rounds(options))
        {
            var result = await round.RunAsync(cells, beside, shape, dice, interrupted);
            results.Add(result);
            await output.WriteLineAsync(result.Row);
            await ShowAsync(result.Breaches, output);

            await memory.ReadAsync();
            await Task.WhenAll(stage.Slots.Select(slot => slot.UntilUpAsync(UpWithin, interrupted)));
        }

        return await SumUpAsync(options, stage, results, memory, output);
    }

    private static IEnumerable<(IReadOnlyList<Cell> Cells, Cell? Beside, RoundShape Shape, Random Dice)> Rounds(FleetOptions options)
    {
        var dice = new Random(options.Seed);
        if (options.IsShort)
        {
            var cells = CellTable.Short.ToArray();
            dice.Shuffle(cells);
            yield return (cells, CellTable.ShortFreeze, RoundShape.Short, dice);
        }
        else if (options.IsMatrix || options.Cells.Count > 0)
        {
            foreach (var cell in options.IsMatrix ? CellTable.All : options.Cells)
            {
                yield return ([cell], null, RoundShape.Full, dice);
            }
        }
        else
        {
            // Each cell comes once before any comes again.
            var began = Stopwatch.GetTimestamp();
            var bag = new Queue<Cell>();
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(options.Minutes))
            {
                while (bag.Count < CellsAtRandom)
                {
                    var all = CellTable.All.ToArray();
                    dice.Shuffle(all);
                    Array.ForEach(all, bag.Enqueue);
                }

                yield return ([.. Enumerable.Range(0, CellsAtRandom).Select(_ => bag.Dequeue())], null, RoundShape.Full, dice);
            }
        }
    }

    /// <summary>Some of each law, so that many breaches of one do not hide one of another.</summary>
    private static async Task ShowAsync(IReadOnlyCollection<Breach> breaches, TextWriter output)
    {
        foreach (var law in breaches.GroupBy(breach => breach.Law).OrderBy(law => law.Key))
        {
            foreach (var breach in law.Take(MostBreachesShown))
            {
                await output.WriteLineAsync($"    {breach}");
            }

            if (law.Count() > MostBreachesShown)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"    law {law.Key}: {law.Count() - MostBreachesShown:N0} more"));
            }
        }
    }

    private static async Task<int> SumUpAsync(FleetOptions options, FleetStage stage, List<Result> results, MemoryWatch memory, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"points at which nodes killed themselves: {string.Join(", ", stage.Journals.Crashes.OrderBy(crash => crash.Key, StringComparer.Ordinal).Select(crash => $"{crash.Key} {crash.Value}"))}");
        foreach (var line in memory.Lines)
        {
            await output.WriteLineAsync(line);
        }

        var breaches = results.SelectMany(result => result.Breaches).ToList();
        var laws = breaches.Count == 0 ? "every law was kept" : $"{breaches.Count} breaches, of laws {string.Join(", ", breaches.Select(breach => breach.Law).Distinct().Order())}";
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count} rounds, {results.Sum(result => result.Orders):N0} orders, {results.Sum(result => result.Events):N0} events, {results.Sum(result => result.Deaths)} node deaths, seed {options.Seed}: {laws}"));
        return breaches.Count == 0 ? 0 : 1;
    }
}
