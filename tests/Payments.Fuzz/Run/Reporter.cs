using System.Diagnostics;
using System.Globalization;
using Payments.Fuzz.Cases;

namespace Payments.Fuzz.Run;

/// <summary>Tells how far a run is, and what it came to.</summary>
internal sealed class Reporter(FuzzRun run, IReadOnlyList<FuzzTarget> targets, FuzzOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private IReadOnlyList<Tally> Tallies => [.. targets.Select((_, i) => run.TallyOf(i))];

    /// <summary>Prints every ten seconds until cancelled.</summary>
    public async Task WatchAsync(CancellationToken finished)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!finished.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(finished);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var cases = Tallies.Sum(tally => tally.Cases);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {cases,12:N0} of {options.Count:N0}, {cases / _clock.Elapsed.TotalSeconds:N0}/s"));
        }
    }

    /// <summary>What each channel made of its callbacks.</summary>
    public IEnumerable<string> Details() => targets.Zip(Tallies).GroupBy(static pair => pair.First.Name, static pair => pair.Second, StringComparer.Ordinal).Select(static group => Detail(group.Key, Tally.Sum(group)));

    private static string Detail(string name, Tally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {tally.Cases:N0} cases, {tally.Verified:N0} verified and true; refused: {string.Join(", ", tally.Refused.Select(static item => string.Create(CultureInfo.InvariantCulture, $"{item.Reason} {item.Count:N0}")))}");

    /// <summary>The run in one line.</summary>
    public string Summary()
    {
        var sum = Tally.Sum(Tallies);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"seed {options.Seed}: {sum.Cases:N0} cases, {run.Violations.Count} violations, {_clock.Elapsed.TotalSeconds:F0} s on {options.Threads} threads ({sum.Cases / _clock.Elapsed.TotalSeconds:N0}/s); slowest {sum.Longest.TotalMilliseconds:F1} ms, most allocated by a refusal {sum.MostAllocated:N0} bytes");
    }
}
