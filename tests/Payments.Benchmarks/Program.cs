using Payments.Benchmarks.Figures;
using Payments.Benchmarks.Running;

if (BenchOptions.Parse(args, [.. FigureCatalog.All.Select(entry => entry.Name)], out var problem) is not { } options)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

var run = new PairedRun(options.Rounds);
var outcomes = new List<Outcome>();
Console.WriteLine($"medians of {options.Rounds} rounds, ours and the yardstick in turn; the ratio is the median of the rounds' ratios");
Console.WriteLine(Report.Head);
foreach (var (_, make) in FigureCatalog.All.Where(entry => options.Names.Contains(entry.Name, StringComparer.Ordinal)))
{
    using var figure = make();
    outcomes.Add(await run.MeasureAsync(figure));
    Console.WriteLine(Report.Line(outcomes[^1]));
}

if (options.JsonFile is { } file)
{
    await Report.WriteAsync(outcomes, file);
}

var broken = outcomes.Where(outcome => !outcome.Holds).Select(outcome => outcome.Name).ToList();
Console.WriteLine(broken.Count == 0 ? "every bar holds" : $"above the bar: {string.Join(", ", broken)}");
return broken.Count == 0 ? 0 : 1;
