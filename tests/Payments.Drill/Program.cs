using Payments.Drill;
using Payments.Drill.Fronts;
using Payments.Drill.Reckoning;

if (DrillOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(DrillOptions.Usage);
    return 2;
}

Console.WriteLine($"{options.Rate} orders a second, primary account sick for {options.Outage.TotalSeconds:0} s: {string.Join(", ", options.Kinds.Select(OutageKinds.NameOf))}");
await using var wiremock = await WireMock.StartAsync();
var results = new List<Result>();
foreach (var kind in options.Kinds)
{
    var result = await OutageDrill.RunAsync(kind, options, wiremock);
    results.Add(result);
    Console.WriteLine($"\n{OutageKinds.NameOf(kind)}");
    foreach (var line in result.Story)
    {
        Console.WriteLine(line);
    }
}

Console.WriteLine();
foreach (var line in Table.Lines(results))
{
    Console.WriteLine(line);
}

Console.WriteLine();
Console.WriteLine(Table.Summary(results));
return results.TrueForAll(result => !result.Missed.Any()) ? 0 : 1;
