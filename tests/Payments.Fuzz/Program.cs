using Payments.Fuzz.Cases;
using Payments.Fuzz.Mutations;
using Payments.Fuzz.Run;

if (FuzzOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

using var world = new FuzzWorld();
if (options.Case is { } number)
{
    foreach (var line in CaseReport.Lines(world.Targets, options.Seed, number))
    {
        Console.WriteLine(line);
    }

    var found = FuzzRun.Replay(world.Targets, options.Seed, number, new Dice(), new Tally());
    Console.WriteLine(found?.ToString() ?? "all laws hold");
    return found is null ? 0 : 1;
}

Console.WriteLine($"seed {options.Seed}, {options.Count:N0} cases on {options.Threads} threads");
var run = new FuzzRun(world.Targets, options.Seed);
var reporter = new Reporter(run, world.Targets, options);
using (var finished = new CancellationTokenSource())
{
    var watching = Task.Run(() => reporter.WatchAsync(finished.Token));
    run.Run(options.Count, options.Threads);
    await finished.CancelAsync();
    await watching;
}

foreach (var line in reporter.Details().Concat(run.Violations.Select(violation => violation.ToString())))
{
    Console.WriteLine(line);
}

var broken = world.JudgeRun();
if (broken is not null)
{
    Console.WriteLine($"VIOLATION (the whole run): {broken}{Environment.NewLine}replay: ./build.sh fuzz --seed {options.Seed} --count {options.Count}");
}

Console.WriteLine(reporter.Summary());
return run.Violations.Count == 0 && broken is null ? 0 : 1;
