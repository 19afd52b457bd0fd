using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Payments.Recon.Tests.Runs;
using Payments.Recon.Tests.Runs.Support;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Reporting;

/// <summary>The report of a run, made of what the store has and kept in the archive with the run's other files.</summary>
public sealed class StoreReporterTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_completed_run_has_the_reports_files_in_the_archive()
    {
        await using var world = await StartAsync();
        var missing = await LiveAsync(world, Day, matched: 3);
        world.Channel.Bill(Day, new BillLine("someone-elses", "4200111", 77));
        await world.WorkAsync();

        var run = await world.RunOfAsync(Day);
        Assert.Equal((ReconciliationRunState.Completed, null), (run.State, run.Error));
        Assert.Equal(
            ["bill.csv", "breaks.csv", "report-all.csv", "report-differences.csv", "report.html", "report.json", "summary.json"],
            run.Files.Select(file => file.Name).Order(StringComparer.Ordinal));
        foreach (var file in run.Files)
        {
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(world, run, file.Name))));
        }

        var verified = await world.Archive.VerifyAsync([.. run.Files.Select(file => new ArchiveHead(file.Sequence, file.EntrySha256))], progress: null, Cancellation);
        Assert.True(verified.IsIntact, string.Join('\n', verified.Problems));
        Assert.Equal(7, verified.Entries);

        var report = await ReportAsync(world, run);
        Assert.Equal(("2026-01-01", "2026-01-02T02:00:00+08:00"), (report.GetProperty("day").GetString(), report.GetProperty("madeAt").GetString()));
        var account = Assert.Single(report.GetProperty("accounts").EnumerateArray());
        Assert.Equal((FakeChannel.Name, 3L), (account.GetProperty("account").GetString(), account.GetProperty("summary").GetProperty("counts").GetProperty("matched").GetInt64()));
        Assert.Equal([missing, "someone-elses"], Attempts(account).Order(StringComparer.Ordinal));
        var rows = Csv.Read(Encoding.UTF8.GetString((await ReadAsync(world, run, "report-differences.csv")).AsSpan(3)));
        Assert.Equal([("In our books only", missing, "88.00", "")], rows.Skip(1).Where(row => row[3] == missing).Select(row => (row[1], row[3], row[6], row[7])));
        Assert.Equal(3, rows.Count);
        var page = Encoding.UTF8.GetString(await ReadAsync(world, run, "report.html"));
        Assert.Contains(FakeChannel.Name, page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_days_report_has_both_days_and_what_is_still_open_of_the_day_before()
    {
        await using var world = await StartAsync();
        var missing = await LiveAsync(world, Day, matched: 3);
        world.Channel.Bill(Day, new BillLine("someone-elses", "4200111", 77));
        await world.WorkAsync();
        var settled = (await world.BreaksAsync()).Single(row => row.Bucket == ReconciliationBucket.ChannelOnly);
        Assert.IsType<ReconciliationResult<Break>.Done>(await world.Desk.ActAsync(RunTests.Resolve(settled, "anna"), Cancellation));
        world.Time.Advance(TimeSpan.FromDays(1));
        var second = await LiveAsync(world, Day.AddDays(1), matched: 2);
        await world.WorkAsync();

        var report = await ReportAsync(world, await world.RunOfAsync(Day.AddDays(1)));

        Assert.Equal(
            [("2026-01-01", 5L, 2L, 0L), ("2026-01-02", 3L, 1L, 0L)],
            report.GetProperty("trend").EnumerateArray().Select(day => (day.GetProperty("day").GetString(), Whole(day, "lines"), Whole(day, "breaks"), Whole(day, "held"))));
        var account = Assert.Single(report.GetProperty("accounts").EnumerateArray());
        Assert.Equal(
            [(missing, "2026-01-01"), (second, "2026-01-02")],
            account.GetProperty("breaks").EnumerateArray().Select(row => (row.GetProperty("attemptNo").GetString(), row.GetProperty("since").GetString())).OrderBy(row => row.Item2, StringComparer.Ordinal));
    }

    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync(more: services =>
        {
            services.AddSingleton<IReconciliationEngine, LocalReconciliationEngine>();
            new PaymentsBuilder(services, configuration: null).AddReconciliationReports(options => options.Language = ReportLanguage.English);
        });
        world.Channel.Form = BillForm.WeChat;
        return world;
    }

    /// <summary>A day of payments that both sides have, and one that the bill lacks.</summary>
    /// <returns>The number the bill lacks.</returns>
    private static async Task<string> LiveAsync(World world, DateOnly day, int matched)
    {
        var noon = Noon.AddDays(day.DayNumber - Day.DayNumber);
        for (var n = 0; n < matched; n++)
        {
            world.ChannelHas(await world.GivenAsync(noon.AddMinutes(n), noon.AddMinutes(n + 1)), day, noon.AddMinutes(n + 1));
        }

        return (await world.GivenAsync(noon, noon.AddMinutes(2))).Attempts[0].AttemptNo;
    }

    private static async Task<byte[]> ReadAsync(World world, ReconciliationRun run, string name)
    {
        await using var content = await world.Archive.OpenAsync(run.Files.Single(file => file.Name == name).Sha256, Cancellation);
        using var copy = new MemoryStream();
        await content!.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }

    private static async Task<JsonElement> ReportAsync(World world, ReconciliationRun run) => JsonElement.Parse(await ReadAsync(world, run, "report.json"));

    private static IEnumerable<string> Attempts(JsonElement account) => account.GetProperty("breaks").EnumerateArray().Select(row => row.GetProperty("attemptNo").GetString()!);

    private static long Whole(JsonElement day, string name) => day.GetProperty(name).GetInt64();
}
