using System.Diagnostics;
using Microsoft.Playwright;
using Xunit;

namespace Payments.Recon.Tests.Reporting;

/// <summary>Chromium, once for the tests of the page.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-report-").FullName;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    /// <summary>Opens a report as a person would: a file on disk.</summary>
    internal async Task<OpenReport> OpenAsync(ReconciliationReport report, int width = 1280, int height = 900, ReportLanguage language = ReportLanguage.English, ColorScheme scheme = ColorScheme.Light)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".html");
        await using (var file = File.Create(path))
        {
            await ReconciliationReportHtml.WriteAsync(report, file, language, TestContext.Current.CancellationToken);
        }

        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        var opened = new OpenReport(page, path);
        page.Console += (_, message) => opened.Complaints.Add(message.Text);
        page.PageError += (_, error) => opened.Complaints.Add(error);
        page.Dialog += (_, dialog) => opened.Complaints.Add("dialog: " + dialog.Message);
        page.Request += (_, request) => opened.Requests.Add(request.Url);
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.WaitForSelectorAsync("html[data-ready=yes]");
        opened.BusyMilliseconds = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble() * 1_000;
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal static async Task<string> AxeAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "npm");
        var script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]) { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }

        return await File.ReadAllTextAsync(script);
    }
}

internal sealed record OpenReport(IPage Page, string Path)
{
    public List<string> Complaints { get; } = [];

    /// <summary>What the page's thread computed until it was ready: unlike the time on the wall, not a measure of who else uses the machine.</summary>
    public double BusyMilliseconds { get; set; }

    public List<string> Requests { get; } = [];
}
