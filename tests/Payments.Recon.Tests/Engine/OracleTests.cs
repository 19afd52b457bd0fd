using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>Law 8: every line of either side in one bucket, and the totals bridge, on ten thousand random days against a plain oracle.</summary>
public sealed class OracleTests
{
    private const int Days = 10_000;
    private const int Workers = 2;

    [Fact]
    public async Task Law08_ten_thousand_random_days_come_to_what_the_oracle_says()
    {
        using var folder = new TemporaryFolder();
        var wrong = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => FindWrongAsync(worker, Path.Combine(folder.Path, $"{worker}")))));
        Assert.All(wrong, Assert.Null);
    }

    [Fact]
    public async Task Oracle_and_engine_see_every_bucket()
    {
        var seen = new HashSet<ReconciliationBucket>();
        for (var seed = 0; seed < 500; seed++)
        {
            seen.UnionWith(new Oracle(RandomDay.Make(seed)).Counts.Where(each => each.Value > 0).Select(each => each.Key));
        }

        Assert.Equal(Enum.GetValues<ReconciliationBucket>().Length, seen.Count);
        await Task.CompletedTask;
    }

    private static async Task<string?> FindWrongAsync(int worker, string folder)
    {
        for (var seed = worker; seed < Days; seed += Workers)
        {
            // A folder of its own: writing a file over waits for the disk on some file systems.
            Directory.CreateDirectory(folder);
            if (await CompareAsync(seed, folder) is { } wrong)
            {
                return $"seed {seed}: {wrong}";
            }

            Directory.Delete(folder, recursive: true);
        }

        return null;
    }

    private static async Task<string?> CompareAsync(int seed, string folder)
    {
        var (day, random) = (RandomDay.Make(seed), new Random(seed ^ 0x5EED));
        var (oracle, files) = (new Oracle(day), new DayFiles(random));
        var job = new ReconciliationJob
        {
            OursPath = Path.Combine(folder, "ours.csv"),
            BillPath = Path.Combine(folder, "bill.csv"),
            CarriedPath = day.Carried.Count > 0 ? Path.Combine(folder, "carried.csv") : null,
            Format = "wechat.all",
            OutputFolder = Path.Combine(folder, "out"),
            Day = DayFiles.Day,
            HashInputs = seed % 50 == 0,
            Rules = new ReconciliationRules { ToleranceMinor = day.Tolerance, Partitions = random.Next(1, 9), Threads = random.Next(1, 3) },
        };
        await File.WriteAllTextAsync(job.OursPath, files.Ours(day.Ours));
        await File.WriteAllTextAsync(job.BillPath, files.Bill(day.Theirs));
        await File.WriteAllTextAsync(Path.Combine(folder, "carried.csv"), files.Ours(day.Carried));
        var summary = await new LocalReconciliationEngine().RunAsync(job, null, CancellationToken.None);
        var breaks = new List<string>();
        await foreach (var found in ReconciliationResults.ReadBreaksAsync(job.OutputFolder, CancellationToken.None))
        {
            breaks.Add(Oracle.Show(found.Bucket, found.AttemptNo, found.OursMinor, found.TheirsMinor));
        }

        breaks.Sort(StringComparer.Ordinal);
        return Different(oracle, summary, breaks);
    }

    private static string? Different(Oracle oracle, ReconciliationSummary summary, List<string> breaks)
    {
        foreach (var (bucket, count) in oracle.Counts)
        {
            if (summary.Counts[bucket] != count)
            {
                return $"{bucket}: {summary.Counts[bucket]}, the oracle says {count}";
            }
        }

        if (!oracle.Breaks.SequenceEqual(breaks))
        {
            return $"breaks: {string.Join(" ", breaks.Except(oracle.Breaks))}; the oracle says {string.Join(" ", oracle.Breaks.Except(breaks))}";
        }

        foreach (var bridge in summary.Bridge)
        {
            if (!bridge.Holds || bridge.OursMinor != oracle.OursNet.GetValueOrDefault(bridge.Currency) || bridge.ChannelMinor != oracle.TheirsNet.GetValueOrDefault(bridge.Currency))
            {
                return $"the bridge of {bridge.Currency}";
            }
        }

        return oracle.OursNet.Concat(oracle.TheirsNet).Where(each => each.Value != 0).Select(each => each.Key).Except(summary.Bridge.Select(bridge => bridge.Currency)).FirstOrDefault() is { } missing
            ? $"no bridge of {missing}"
            : null;
    }
}
