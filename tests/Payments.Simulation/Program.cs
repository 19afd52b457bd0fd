using Payments.Simulation.Run;

if (SimulateOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(SimulateOptions.Usage);
    return 2;
}

if (options.Mutants)
{
    return MutantTable.Write(Console.Out) ? 0 : 1;
}

if (options.Trace)
{
    using var story = new StreamWriter(Console.OpenStandardOutput());
    var violation = Simulation.Run(options.CaseOf(options.First), new Figures(), story);
    story.WriteLine(violation is null ? "all laws hold" : $"{violation.Law} is broken: {violation.What}");
    return violation is null ? 0 : 1;
}

Console.Error.WriteLine($"{options.Seeds} seeds from {options.First}");
var campaign = new Campaign(options);
campaign.Run();
foreach (var (@case, violation) in campaign.Broken)
{
    Console.WriteLine($"VIOLATION of {violation.Law}, seed {@case.Seed}, after {violation.At:g}: {violation.What}");
    Console.WriteLine($"  replay: {@case.Replay}");
    if (options.Shrink && Shrinker.Shrink(@case, violation) is var small && small != @case)
    {
        Console.WriteLine($"  smaller: {small.Replay}");
    }
}

Console.WriteLine(campaign.Summary());
return campaign.IsBroken ? 1 : 0;
