using System.Text;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>The same bytes come out whatever the memory, the threads and the partitions are.</summary>
public sealed class SpillTests
{
    private const int Rows = 400_000;

    [Fact]
    public async Task Results_depend_neither_on_memory_nor_on_threads_nor_on_partitions()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        var wide = await ResultAsync(folder, new ReconciliationRules());
        var narrow = await ResultAsync(folder, new ReconciliationRules { MemoryLimit = 16L << 20, Partitions = 7, Threads = 2 });
        var single = await ResultAsync(folder, new ReconciliationRules { Partitions = 1, Threads = 1 });
        Assert.Equal(wide, narrow);
        Assert.Equal(wide, single);
        Assert.Contains("\"oursOnly\": 2000", wide, StringComparison.Ordinal);
    }

    // Numbers with letters, so that they take their full length, and more than the limit of them.
    private static async Task WriteAsync(TemporaryFolder folder)
    {
        await using var ours = new StreamWriter(folder["ours.csv"]);
        await using var bill = new StreamWriter(folder["bill.csv"]);
        await ours.WriteAsync(Runs.OursHeader);
        await bill.WriteAsync("no,tx,kind,amount,at\n");
        for (var index = 0; index < Rows; index++)
        {
            var number = $"an-order-number-of-{index}-that-is-as-long-as-it-may-be-xxxxxxxxxxxxxxxxxxx";
            await ours.WriteAsync($"M{index},{number[..60]},t{index},payment,{index},CNY,succeeded,2026-11-27T10:00:00+08:00,\n");
            if (index % 200 != 0)
            {
                await bill.WriteAsync($"{(index % 1000 == 1 ? "" : number[..60])},t{index},P,{index},2026-11-27 10:00:00\n");
            }
        }

        await File.WriteAllTextAsync(folder["mapping.json"], """
            { "name": "m", "amounts": "minor", "columns": { "time": "at", "attemptNo": "no", "channelTransactionId": "tx", "kind": "kind", "amount": "amount" }, "kinds": { "payment": ["P"] } }
            """);
    }

    private static async Task<string> ResultAsync(TemporaryFolder folder, ReconciliationRules rules)
    {
        await new LocalReconciliationEngine().RunAsync(
            new ReconciliationJob { OursPath = folder["ours.csv"], BillPath = folder["bill.csv"], MappingPath = folder["mapping.json"], Format = "m", OutputFolder = folder["out"], Rules = rules }, null, CancellationToken.None);
        return new StringBuilder().Append(await File.ReadAllTextAsync(folder["out/summary.json"])).Append(await File.ReadAllTextAsync(folder["out/breaks.csv"])).ToString();
    }
}
