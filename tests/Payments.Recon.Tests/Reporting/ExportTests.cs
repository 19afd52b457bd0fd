using System.Text;
using System.Text.Json;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Reporting;

/// <summary>Exports: nothing in them runs, nothing of them is lost, and they never end early.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+8613800000000", "\"'+8613800000000\"")]
    [InlineData("-2", "\"'-2\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1+1", "\"' =1+1\"")]
    [InlineData("\r=1+1", "\"' =1+1\"")]
    [InlineData("\n=1+1", "\"' =1+1\"")]
    [InlineData("\0=1+1", "\"' =1+1\"")]
    [InlineData("  =1+1", "\"'  =1+1\"")]
    [InlineData("\u00a0=1+1", "\"'\u00a0=1+1\"")]
    [InlineData("＝1+1", "\"'＝1+1\"")]
    [InlineData("＠SUM", "\"'＠SUM\"")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("a\",=1+1,\"b", "\"a\"\",=1+1,\"\"b\"")]
    [InlineData("a\r\n=1+1", "\"a  =1+1\"")]
    [InlineData("4200002026112712345678901234", "\"4200002026112712345678901234\t\"")]
    [InlineData("00123", "\"00123\t\"")]
    [InlineData("12E34", "\"12E34\t\"")]
    [InlineData("2026-11-27", "\"2026-11-27\t\"")]
    [InlineData("P2026112700000001", "\"P2026112700000001\"")]
    [InlineData("a-b", "\"a-b\"")]
    [InlineData("茶", "\"茶\"")]
    [InlineData("", "")]
    public async Task Cells_neither_run_nor_lose_digits(string text, string expected)
    {
        const string before = "\r\n\"wechat-main\",\"In our books only\",";
        var csv = await CsvAsync(One(text));
        var start = csv.IndexOf(before, StringComparison.Ordinal) + before.Length;
        Assert.Equal(expected, csv[start..csv.IndexOf(",\"A1\",", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task The_file_is_what_a_spreadsheet_opens_and_reads_back_whole()
    {
        var report = SampleReports.Morning();
        using var output = new MemoryStream();
        await ReconciliationExport.WriteCsvAsync(report, output, ExportScope.All, ReportLanguage.English, cancellationToken: TestContext.Current.CancellationToken);
        var bytes = output.ToArray();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var text = Encoding.UTF8.GetString(bytes[3..]);
        Assert.Equal(text.Count(character => character == '\n'), text.Split("\r\n").Length - 1);
        var rows = Csv.Read(text);
        var all = report.Accounts.SelectMany(account => account.Breaks.Select(one => (account.Account, one))).ToList();
        Assert.Equal(all.Count + 1, rows.Count);
        for (var i = 0; i < all.Count; i++)
        {
            var (account, one) = all[i];
            Assert.Equal([account, one.OrderNo, one.AttemptNo, one.ChannelTransactionId, Plain(one.OursMinor), Plain(one.TheirsMinor)], [rows[i + 1][0], rows[i + 1][2], rows[i + 1][3], rows[i + 1][4].TrimEnd('\t'), rows[i + 1][6], rows[i + 1][7]]);
        }
    }

    [Fact]
    public async Task Only_differences_leaves_out_what_waits()
    {
        var report = SampleReports.Morning();
        var differences = report.Accounts.SelectMany(account => account.Breaks).Count(one => one.Bucket != ReconciliationBucket.HeldByCutoff);
        Assert.Equal(differences + 1, Csv.Read(await CsvAsync(report, ExportScope.Differences)).Count);
    }

    [Fact]
    public async Task An_export_that_would_end_early_is_refused_before_it_begins()
    {
        using var output = new MemoryStream();
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => ReconciliationExport.WriteCsvAsync(
            SampleReports.Morning(), output, ExportScope.All, mostLines: 147, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("recon_export_too_large", fault.Code);
        Assert.Contains("148", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
        await ReconciliationExport.WriteCsvAsync(SampleReports.Morning(), output, ExportScope.All, mostLines: 148, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Json_has_every_line_with_its_numbers_as_text()
    {
        var report = SampleReports.Morning();
        using var output = new MemoryStream();
        await ReconciliationExport.WriteJsonAsync(report, output, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(output.ToArray());
        var accounts = json.RootElement.GetProperty("accounts");
        Assert.Equal("2026-11-27", json.RootElement.GetProperty("day").GetString());
        Assert.Equal(148, accounts.EnumerateArray().Sum(account => account.GetProperty("breaks").GetArrayLength()));
        Assert.Equal(report.Accounts[0].Breaks[0].AttemptNo, accounts[0].GetProperty("breaks")[0].GetProperty("attemptNo").GetString());
        Assert.Equal(report.Accounts[0].Summary.Counts[ReconciliationBucket.Matched], accounts[0].GetProperty("summary").GetProperty("counts").GetProperty("matched").GetInt64());
    }

    private static string Plain(long? minor) => minor is { } value ? new Money(value, Currency.Cny).ToDecimalString() : "";

    private static ReconciliationReport One(string orderNo)
    {
        var report = SampleReports.Quiet();
        var one = new ReportBreak(ReconciliationBucket.OursOnly, orderNo, "A1", "", 100, null, "x", SampleReports.Day) { Currency = "CNY" };
        return report with { Accounts = [report.Accounts[0] with { Breaks = [one] }] };
    }

    private static async Task<string> CsvAsync(ReconciliationReport report, ExportScope scope = ExportScope.All)
    {
        using var output = new MemoryStream();
        await ReconciliationExport.WriteCsvAsync(report, output, scope, ReportLanguage.English, cancellationToken: TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray().AsSpan(3));
    }
}
