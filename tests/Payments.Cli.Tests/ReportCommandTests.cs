using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Payments.Channels;
using Payments.Recon;
using Xunit;

namespace Payments.Cli.Tests;

/// <summary>The commands after a run, as processes: report, explain, bank, verify-archive.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_is_reported_and_each_of_its_differences_explained()
    {
        var files = Path.Combine(_folder, "files");
        var result = Path.Combine(_folder, "out");
        await SucceedAsync("recon", "generate", "--rows", "2400", "--seed", "3", "--out", files);
        await SucceedAsync("recon", "run", "--ours", Path.Combine(files, "ours.csv"), "--bill", Path.Combine(files, "bill.csv"), "--format", "wechat.all", "--out", result);
        var page = Path.Combine(_folder, "report.html");
        await SucceedAsync("recon", "report", "--out", result, "--html", page, "--csv", Path.Combine(_folder, "all.csv"), "--differences", Path.Combine(_folder, "differences.csv"), "--json", Path.Combine(_folder, "report.json"), "--lang", "en");
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        using var summary = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(result, "summary.json"), TestContext.Current.CancellationToken));
        var breaks = summary.RootElement.GetProperty("counts").EnumerateObject().Where(count => count.Name is not ("matched" or "matchedWithinTolerance" or "heldByCutoff")).Sum(count => count.Value.GetInt64());
        Assert.True(breaks > 100);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{breaks:N0} differences"), html, StringComparison.Ordinal);
        Assert.Equal(breaks + 1, (await File.ReadAllLinesAsync(Path.Combine(_folder, "differences.csv"), TestContext.Current.CancellationToken)).Length);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "report.json"), TestContext.Current.CancellationToken));
        var first = json.RootElement.GetProperty("accounts")[0].GetProperty("breaks").EnumerateArray().First(one => one.GetProperty("attemptNo").GetString()!.Length > 0);

        var text = await SucceedAsync("recon", "explain", first.GetProperty("attemptNo").GetString()!, "--out", result, "--lang", "en");
        Assert.Contains("to do:", text, StringComparison.Ordinal);
        Assert.Contains(first.GetProperty("attemptNo").GetString()!, text, StringComparison.Ordinal);
        var (status, _, error) = await RunAsync("recon", "explain", "nothing-like-it", "--out", result, "--lang", "en");
        Assert.Equal(1, status);
        Assert.Contains("not among the differences", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_to_the_bank_is_added_to_the_summary_and_shown()
    {
        var files = Path.Combine(_folder, "files");
        var result = Path.Combine(_folder, "out");
        await SucceedAsync("recon", "generate", "--rows", "100", "--seed", "3", "--out", files);
        await SucceedAsync("recon", "run", "--ours", Path.Combine(files, "ours.csv"), "--bill", Path.Combine(files, "bill.csv"), "--format", "wechat.all", "--out", result);
        var flow = Path.Combine(_folder, "flow.csv");
        await File.WriteAllTextAsync(flow, "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\r\n`2026-11-27 04:21:23,`5,`1,`交易,`交易,`收入,`10.00,`0.17,`system,`,`R\r\n资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n`1.0,`1.0,`10.00,`0.0,`0.00\r\n", TestContext.Current.CancellationToken);
        Assert.Contains("does not agree", await SucceedAsync("recon", "bank", "--out", result, "--fund-flow", flow), StringComparison.Ordinal);
        await SucceedAsync("recon", "report", "--out", result, "--lang", "en");
        Assert.Contains("Payments: fund flow differs from the bill", await File.ReadAllTextAsync(Path.Combine(result, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_archive_is_told_from_one_that_was_changed_or_cut_off()
    {
        var folder = Path.Combine(_folder, "archive");
        var archive = new ReconciliationArchive(new FolderArchiveStore(folder), TimeProvider.System, ReconciliationArchive.LeastRetention);
        foreach (var content in new[] { "one", "two" })
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
            await archive.AddAsync("bill.csv", "wechat-main", new DateOnly(2026, 11, 27), StatementKind.Trades, stream, TestContext.Current.CancellationToken);
        }

        var text = await SucceedAsync("recon", "verify-archive", "--archive", folder);
        Assert.Contains("the archive is whole", text, StringComparison.Ordinal);
        var head = text.Split('\n').Single(line => line.StartsWith("head ", StringComparison.Ordinal))["head ".Length..].Trim();
        await SucceedAsync("recon", "verify-archive", "--archive", folder, "--head", head);

        var changed = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).First(file => File.ReadAllText(file) == "one");
        await File.WriteAllTextAsync(changed, "0ne", TestContext.Current.CancellationToken);
        var (status, output, _) = await RunAsync("recon", "verify-archive", "--archive", folder);
        Assert.Equal(1, status);
        Assert.Contains("ContentChanged", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recon report", 2, "--out is missing")]
    [InlineData("recon report --out x --lang fr", 2, "--lang is zh or en")]
    [InlineData("recon report --out /nowhere-at-all", 1, "recon_nothing_to_report")]
    [InlineData("recon explain --out x", 2, "the number is missing")]
    [InlineData("recon verify-archive --archive /nowhere-at-all", 1, "there is no archive")]
    [InlineData("recon verify-archive --archive x --head 1", 2, "--head is SEQUENCE:SHA256")]
    [InlineData("recon bank --out x --fund-flow /nowhere-at-all", 1, "recon_input_unreadable")]
    [InlineData("recon report --colour", 2, "'--colour' is no option")]
    public async Task What_is_wrong_is_said(string line, int status, string words)
    {
        var (found, _, error) = await RunAsync(line.Split(' '));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal(status, found);
    }

    private static async Task<string> SucceedAsync(params string[] arguments)
    {
        var (status, output, error) = await RunAsync(arguments);
        Assert.True(status == 0, $"{status}: {error}{output}");
        return output;
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "payments.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await error);
    }
}
