using System.Diagnostics;
using System.Globalization;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Run;

/// <summary>Runs many worlds, each on one thread, some at a time.</summary>
internal sealed class Campaign(SimulateOptions options)
{
    private const int MostViolations = 10;

    private readonly Lock _gate = new();
    private readonly Figures _total = new();
    private readonly List<(Case Case, Violation Violation)> _broken = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _next;
    private long _violations;

    public IReadOnlyList<(Case Case, Violation Violation)> Broken => _broken;

    public bool IsBroken => _violations > 0;

    public void Run()
    {
        var threads = new Thread[(int)Math.Min(options.Threads, options.Seeds)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"worlds {i}" };
            threads[i].Start();
        }

        foreach (var thread in threads)
        {
            while (!thread.Join(TimeSpan.FromSeconds(5)))
            {
                Console.Error.WriteLine(Summary());
            }
        }
    }

    public string Summary()
    {
        lock (_gate)
        {
            var seconds = _clock.Elapsed.TotalSeconds;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_total.Seeds} seeds, {_total.Steps} steps, {_total.Orders} orders, {_total.Charges} charges, {_total.Refunds} refunds, {_total.Crashes} crashes, {_violations} violations, {seconds:0.0} s, {_total.Seeds / seconds:0} seeds/s");
        }
    }

    private void Work()
    {
        const int Batch = 50;
        var figures = new Figures();
        while (true)
        {
            var from = Interlocked.Add(ref _next, Batch) - Batch;
            if (from >= options.Seeds || Broken.Count >= MostViolations)
            {
                return;
            }

            for (var nth = from; nth < Math.Min(from + Batch, options.Seeds); nth++)
            {
                var @case = options.CaseOf(options.First + (ulong)nth);
                if (Simulation.Run(@case, figures) is { } violation)
                {
                    lock (_gate)
                    {
                        _violations++;
                        if (options.Past is not { } past || !violation.What.Contains(past, StringComparison.Ordinal))
                        {
                            _broken.Add((@case, violation));
                        }
                    }
                }
            }

            lock (_gate)
            {
                _total.Add(figures);
            }

            figures = new Figures();
        }
    }
}
