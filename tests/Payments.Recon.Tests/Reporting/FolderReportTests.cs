using System.Globalization;
using System.Text;
using System.Text.Json;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Reporting;

/// <summary>Reports and explanations from the folders that runs left.</summary>
public sealed class FolderReportTests : IDisposable
{
    private static readonly DateTimeOffset MadeAt = new(2026, 11, 28, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-runs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_run_is_a_report()
    {
        await RunAsync(_folder, SampleReports.Day, "oursOnly,P1,A1,,100,,payment; CNY", "amount,P2,A2,T2,100,110,payment; CNY");
        var report = await ReconciliationReports.ReadAsync(_folder, day: null, MadeAt, TestContext.Current.CancellationToken);
        var account = Assert.Single(report.Accounts);
        Assert.Equal(Path.GetFileName(_folder), account.Account);
        Assert.Equal(["A1", "A2"], account.Breaks.Select(one => one.AttemptNo), StringComparer.Ordinal);
        Assert.All(account.Breaks, one => Assert.Equal(("CNY", SampleReports.Day), (one.Currency, one.Since)));
    }

    [Fact]
    public async Task Days_and_accounts_in_folders_give_ages_and_a_trend()
    {
        for (var back = 3; back >= 0; back--)
        {
            var day = SampleReports.Day.AddDays(-back);
            var name = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await RunAsync(Path.Combine(_folder, "wechat-main", name), day, back == 3 ? "oursOnly,P0,A0,,1,,payment; CNY" : "oursOnly,P1,A1,,100,,payment; CNY");
            await RunAsync(Path.Combine(_folder, "alipay-main", name), day, "heldByCutoff,P9,A9-" + name + ",,7,,payment; CNY");
        }

        var report = await ReconciliationReports.ReadAsync(_folder, day: null, MadeAt, TestContext.Current.CancellationToken);
        Assert.Equal(["alipay-main", "wechat-main"], report.Accounts.Select(account => account.Account), StringComparer.Ordinal);
        Assert.Equal(SampleReports.Day.AddDays(-2), Assert.Single(report.Accounts[1].Breaks).Since);
        Assert.Equal(SampleReports.Day, Assert.Single(report.Accounts[0].Breaks).Since);
        Assert.Equal([(1L, 1L), (1L, 1L), (1L, 1L), (1L, 1L)], report.Trend.Select(day => (day.Breaks, day.Held)));

        var earlier = await ReconciliationReports.ReadAsync(_folder, SampleReports.Day.AddDays(-3), MadeAt, TestContext.Current.CancellationToken);
        Assert.Equal("A0", Assert.Single(earlier.Accounts[1].Breaks).AttemptNo);
        Assert.Single(earlier.Trend);
    }

    [Fact]
    public async Task A_folder_without_a_run_says_what_to_do()
    {
        foreach (var folder in new[] { _folder, Path.Combine(_folder, "none") })
        {
            var fault = await Assert.ThrowsAsync<ReconciliationException>(() => ReconciliationReports.ReadAsync(folder, day: null, MadeAt, TestContext.Current.CancellationToken));
            Assert.Equal("recon_nothing_to_report", fault.Code);
        }
    }

    [Theory]
    [InlineData("P2")]
    [InlineData("A2")]
    [InlineData("T2")]
    public async Task A_number_is_explained_whichever_it_is(string number)
    {
        await RunAsync(_folder, SampleReports.Day, "oursOnly,P1,A1,,100,,payment; CNY", "amount,P2,A2,T2,10000,11000,\"payment; 10000 here, 11000 at the channel; CNY\"");
        var text = await ReconciliationExplanation.ExplainAsync(_folder, number, ReportLanguage.English, TestContext.Current.CancellationToken);
        Assert.NotNull(text);
        foreach (var part in new[] { "Amount differs", "100.00 CNY", "110.00 CNY", "One payment, two amounts.", "Refund what was too much" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("P1", text, StringComparison.Ordinal);
        Assert.Null(await ReconciliationExplanation.ExplainAsync(_folder, "P3", ReportLanguage.English, TestContext.Current.CancellationToken));
    }

    internal static async Task RunAsync(string folder, DateOnly day, params string[] lines)
    {
        Directory.CreateDirectory(folder);
        var counts = Enum.GetValues<ReconciliationBucket>().ToDictionary(bucket => bucket, bucket => lines.LongCount(line => line.StartsWith(bucket + ",", StringComparison.OrdinalIgnoreCase)));
        counts[ReconciliationBucket.Matched] = 10;
        var summary = SampleReports.Quiet().Accounts[0].Summary with { Day = day, Counts = counts };
        await File.WriteAllTextAsync(Path.Combine(folder, "summary.json"), JsonSerializer.Serialize(summary, ReconJson.Default.ReconciliationSummary));
        await File.WriteAllTextAsync(Path.Combine(folder, "breaks.csv"), new StringBuilder("bucket,orderNo,attemptNo,channelTransactionId,oursMinor,theirsMinor,detail\n").AppendJoin('\n', lines).Append('\n').ToString());
    }
}
