using Payments.Fuzz.Cases;
using Payments.Fuzz.Mutations;

namespace Payments.Fuzz.Run;

/// <summary>Runs cases on every core. Case n is of channel n mod channels, so a seed and a number are all a replay needs.</summary>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, ulong seed)
{
    // Enough to see whether it is one fault or several.
    private const int MostViolations = 10;

    private readonly Lock _lock = new();
    private readonly List<Violation> _violations = [];
    private volatile bool _stop;
    private Tally[][] _tallies = [];

    /// <summary>The violations found, by case; the run stops when there are ten.</summary>
    public IReadOnlyList<Violation> Violations
    {
        get
        {
            lock (_lock)
            {
                return [.. _violations.OrderBy(violation => violation.Number)];
            }
        }
    }

    public static Violation? Replay(IReadOnlyList<FuzzTarget> targets, ulong seed, long number, Dice dice, Tally tally)
    {
        var target = targets[(int)(number % targets.Count)];
        dice.Reset(seed, number);
        var what = Laws.Check(target, target.Make(dice), out var observation);
        tally.Add(observation);
        return what is null ? null : new Violation(seed, number, target.Name, dice.Story, what);
    }

    /// <summary>Runs cases 0 to <paramref name="count"/> - 1; returns when all are done, or ten broke a law.</summary>
    public void Run(long count, int workers)
    {
        _tallies = [.. Enumerable.Range(0, workers).Select(_ => targets.Select(_ => new Tally()).ToArray())];
        var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => Work(worker, workers, count)) { IsBackground = true, Name = $"fuzz {worker}" }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    /// <summary>What was seen so far of a channel.</summary>
    public Tally TallyOf(int target) => Tally.Sum(_tallies.Select(tallies => tallies[target]));

    private void Work(int worker, int workers, long count)
    {
        var dice = new Dice();

        // Each worker takes whole rounds of channels, so that all workers see all channels.
        for (var round = (long)worker; round * targets.Count < count && !_stop; round += workers)
        {
            for (var i = 0; i < targets.Count && (round * targets.Count) + i < count; i++)
            {
                if (Replay(targets, seed, (round * targets.Count) + i, dice, _tallies[worker][i]) is { } violation)
                {
                    Report(violation);
                }
            }
        }
    }

    private void Report(Violation violation)
    {
        lock (_lock)
        {
            _violations.Add(violation);
            _stop |= _violations.Count >= MostViolations;
        }
    }
}
