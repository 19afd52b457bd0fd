using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Reporting;

/// <summary>The report as a person opens it: a file, in Chromium.</summary>
public sealed class HtmlPageTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    /// <summary>Where the pictures of the documents are made anew; unset for none.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PAYMENTS_SCREENSHOTS");

    [Fact]
    public async Task The_verdict_and_the_list_agree_with_the_summary()
    {
        var report = SampleReports.Morning();
        var opened = await browser.OpenAsync(report);
        var breaks = report.Accounts.SelectMany(account => account.Summary.Counts).Where(count => count.Key is not (ReconciliationBucket.Matched or ReconciliationBucket.MatchedWithinTolerance or ReconciliationBucket.HeldByCutoff)).Sum(count => count.Value);
        var lines = report.Accounts.SelectMany(account => account.Summary.Counts.Values).Sum();
        await Assertions.Expect(opened.Page.Locator("#verdict")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{breaks:N0} differences"));
        await Assertions.Expect(opened.Page.Locator(".figures")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{lines:N0}"));
        foreach (var (bucket, count) in report.Accounts.SelectMany(account => account.Summary.Counts).GroupBy(count => count.Key, count => count.Value).Select(group => (group.Key, group.Sum())).Where(pair => pair.Key != ReconciliationBucket.Matched && pair.Item2 > 0))
        {
            var item = opened.Page.Locator("section.work li").Filter(new() { Has = opened.Page.Locator($"[data-bucket='{(int)bucket}']") });
            await Assertions.Expect(item).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{count:N0} line"));
        }

        await Assertions.Expect(opened.Page.Locator("#found")).ToContainTextAsync("148 of 148");
        Assert.Empty(opened.Complaints);
        Assert.Single(opened.Requests);
    }

    [Fact]
    public async Task Kinds_accounts_words_and_pages_narrow_the_list()
    {
        var report = SampleReports.Morning();
        var opened = await browser.OpenAsync(report);
        var page = opened.Page;
        var rows = page.Locator("#rows tr");
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await page.Locator("#next").ClickAsync();
        await page.Locator("#next").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(48);
        await Assertions.Expect(page.Locator("#next")).ToBeDisabledAsync();

        await page.Locator($"#chips [data-bucket='{(int)ReconciliationBucket.Amount}']").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync((int)report.Accounts.Sum(account => account.Summary.Counts[ReconciliationBucket.Amount]));
        await page.Locator("#account").SelectOptionAsync("2");
        await Assertions.Expect(rows).ToHaveCountAsync((int)report.Accounts[2].Summary.Counts[ReconciliationBucket.Amount]);
        await page.Locator($"#chips [data-bucket='{(int)ReconciliationBucket.Amount}']").ClickAsync();

        var wanted = report.Accounts[2].Breaks[3];
        await page.Locator("#search").FillAsync(wanted.AttemptNo.ToLowerInvariant());
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync(wanted.AttemptNo);
        await page.Locator("#search").FillAsync("no such thing");
        await Assertions.Expect(rows).ToHaveCountAsync(0);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task The_largest_difference_comes_first_when_asked()
    {
        var report = SampleReports.Morning();
        var opened = await browser.OpenAsync(report);
        await opened.Page.Locator("#order").SelectOptionAsync("money");
        var most = report.Accounts.SelectMany(account => account.Breaks).Max(one => Math.Abs((one.TheirsMinor ?? 0) - (one.OursMinor ?? 0)));
        await Assertions.Expect(opened.Page.Locator("#rows tr").First).ToContainTextAsync(new Money(most, Currency.Cny).ToDecimalString());
    }

    [Fact]
    public async Task The_language_changes_as_a_whole()
    {
        var opened = await browser.OpenAsync(SampleReports.Morning(), language: ReportLanguage.Chinese);
        await Assertions.Expect(opened.Page.Locator("#verdict")).ToContainTextAsync("笔差异");
        Assert.Equal("zh-CN", await opened.Page.Locator("html").GetAttributeAsync("lang"));
        await opened.Page.Locator("#language").ClickAsync();
        await Assertions.Expect(opened.Page.Locator("#verdict .en")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.Locator("#verdict .zh")).ToBeHiddenAsync();
        await Assertions.Expect(opened.Page.Locator("#found")).ToContainTextAsync("lines");
        Assert.Equal("Reconciliation 2026-11-27", await opened.Page.TitleAsync());
        Assert.DoesNotMatch("[\u4e00-\u9fff]", (await opened.Page.Locator("body").InnerTextAsync()).Replace("中文", "", StringComparison.Ordinal));
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Nothing_is_wider_than_the_screen(int width)
    {
        var opened = await browser.OpenAsync(SampleReports.Morning(), width);
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("[...document.querySelectorAll('#rows td, .verdict, .figures div, .waterfall')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"));
    }

    [Fact]
    public async Task Text_of_a_bill_does_not_run()
    {
        const string evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
        var one = SampleReports.WithBreaks(1).Accounts[2].Breaks[0] with { OrderNo = evil, Detail = evil + "\n<!--", ChannelTransactionId = "\"'&<" };
        var report = SampleReports.Quiet();
        var account = report.Accounts[0];
        var counts = account.Summary.Counts.ToDictionary();
        counts[one.Bucket]++;
        var opened = await browser.OpenAsync(report with { Accounts = [account with { Account = evil, Breaks = [one], Summary = account.Summary with { Counts = counts, Format = evil } }] });
        await Assertions.Expect(opened.Page.Locator("#rows code").First).ToHaveTextAsync(evil);
        Assert.Empty(opened.Complaints);
        Assert.Single(opened.Requests);
        Assert.Equal(1, await opened.Page.Locator("script:not([type])").CountAsync());
    }

    [Fact]
    public async Task Its_own_policy_stops_what_it_does_not_name()
    {
        var opened = await browser.OpenAsync(SampleReports.Quiet());
        await opened.Page.EvaluateAsync("() => { const s = document.createElement('script'); s.textContent = 'document.title = \"ran\"'; document.body.append(s); }");
        Assert.Equal("Reconciliation 2026-11-27", await opened.Page.TitleAsync());
        Assert.Contains(opened.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Assistive_technology_finds_no_fault(ColorScheme scheme)
    {
        var opened = await browser.OpenAsync(SampleReports.Morning(), scheme: scheme);
        await opened.Page.EvaluateAsync(await ReportBrowser.AxeAsync());
        var faults = await opened.Page.EvaluateAsync<string[]>("async () => (await axe.run()).violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`)");
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_hundred_thousand_differences_open_in_under_a_second()
    {
        var report = SampleReports.WithBreaks(100_000);
        var (times, busy) = (new List<double>(), new List<double>());
        for (var i = 0; i < 3; i++)
        {
            var opened = await browser.OpenAsync(report);
            busy.Add(opened.BusyMilliseconds);
            times.Add(await opened.Page.EvaluateAsync<double>("performance.timeOrigin ? performance.getEntriesByName('ready')[0].startTime : 0"));
            await Assertions.Expect(opened.Page.Locator("#found")).ToContainTextAsync("100,000 of 100,000");
            if (i == 2)
            {
                await FilterAsync(opened.Page);
            }

            await opened.Page.Context.CloseAsync();
        }

        string Text(List<double> all) => string.Join(", ", all.Select(time => time.ToString("F0", CultureInfo.InvariantCulture)));
        TestContext.Current.TestOutputHelper!.WriteLine($"opened in ms: {Text(times)}; of that the page computed: {Text(busy)}");
        // The bar is a second on the wall, on a machine that does nothing else; the bound on the wall only finds what is far worse.
        Assert.InRange(busy.Min(), 1, 1_000);
        Assert.InRange(times.Min(), 1, 5_000);
    }

    [Fact]
    public async Task Pictures_for_the_documents()
    {
        Assert.SkipWhen(Pictures is null, "Set PAYMENTS_SCREENSHOTS to a folder to make them.");
        var desk = await browser.OpenAsync(SampleReports.Morning(), 1280, 1760);
        await desk.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures!, "reconciliation-report.png") });
        var phone = await browser.OpenAsync(SampleReports.Morning(), 360, 1600, ReportLanguage.Chinese);
        await phone.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures!, "reconciliation-report-360.png") });
        var lines = await browser.OpenAsync(SampleReports.Morning(), 360, 1000, scheme: ColorScheme.Dark);
        await lines.Page.EvaluateAsync("document.getElementById('lines').scrollIntoView()");
        await lines.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures!, "reconciliation-lines-360.png") });
    }

    private static async Task FilterAsync(IPage page)
    {
        var began = Stopwatch.GetTimestamp();
        await page.Locator("#search").FillAsync("20261127");
        await page.Locator("#search").FillAsync("nothing has this");
        await Assertions.Expect(page.Locator("#found")).ToContainTextAsync("0 of 100,000");
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"searched in ms: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0}"));
    }
}
