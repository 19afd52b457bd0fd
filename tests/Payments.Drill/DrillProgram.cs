using Payments.Drill.Fronts;
using Payments.Drill.Reckoning;

namespace Payments.Drill;

/// <summary>The drills asked for, one after the other, and what they came to.</summary>
internal static class DrillProgram
{
    /// <returns>0: every bar held; 1: some were missed.</returns>
    public static async Task<int> RunAsync(DrillOptions options, TextWriter output, CancellationToken interrupted)
    {
        await output.WriteLineAsync($"{options.Rate} orders a second, primary account sick for {options.Outage.TotalSeconds:0} s: {string.Join(", ", options.Kinds.Select(OutageKinds.NameOf))}");
        await using var wiremock = await WireMock.StartAsync();
        var results = new List<Result>();
        foreach (var kind in options.Kinds)
        {
            var result = await OutageDrill.RunAsync(kind, options, wiremock, interrupted);
            results.Add(result);
            await WriteAsync(output, [$"{OutageKinds.NameOf(kind)}:", .. result.Story, .. Table.Lines([result])]);
        }

        await WriteAsync(output, Table.Lines(results));
        await WriteAsync(output, [Table.Summary(results)]);
        return results.TrueForAll(result => !result.Missed.Any()) ? 0 : 1;
    }

    private static async Task WriteAsync(TextWriter output, IEnumerable<string> lines)
    {
        await output.WriteLineAsync();
        foreach (var line in lines)
        {
            await output.WriteLineAsync(line);
        }
    }
}
