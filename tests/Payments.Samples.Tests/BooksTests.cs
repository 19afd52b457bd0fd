using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Payments.Samples.Tests;

/// <summary>The page of the books in a real browser: yesterday is reconciled, what waits says why, what differs is counted and reported.</summary>
public sealed class BooksTests : IAsyncLifetime
{
    private const float Patience = 20_000;
    private const int Accounts = 4;

    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);
    private static readonly TimeSpan LongestTest = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _complaints = new();

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        // No test has two yesterdays.
        var left = TimeSpan.FromDays(1) - DateTimeOffset.UtcNow.ToOffset(Beijing).TimeOfDay;
        if (left < LongestTest)
        {
            await Task.Delay(left + TimeSpan.FromSeconds(1));
        }

        _shop = await Shop.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _shop.DisposeAsync();
    }

    [Fact]
    public async Task From_the_desk_to_the_books_yesterday_is_reconciled_and_its_report_opens()
    {
        await _shop.AnswerForBillsAsync("NO_STATEMENT_EXIST");
        var order = await _shop.CreateAsync("wechat.native", "m-1");
        var page = await OpenAsync($"/desk.html?order={order["orderNo"]}");
        await page.Locator("#books-link").ClickAsync();
        await Assertions.Expect(page.Locator("#days tbody tr")).ToHaveCountAsync(Accounts);
        await Assertions.Expect(page.Locator("#days").GetByText("Not begun")).ToHaveCountAsync(Accounts);
        await Assertions.Expect(page.Locator("#days a")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#today")).ToContainTextAsync("tomorrow");

        string[] possible = [AlipaysAnswer()];
        await page.Locator("#reconcile").ClickAsync();
        await Assertions.Expect(page.Locator("#status")).Not.ToBeEmptyAsync();
        await Assertions.Expect(page.Locator("#reconcile")).ToBeEnabledAsync(new() { Timeout = Patience });
        possible = [.. possible, AlipaysAnswer()];

        foreach (var account in new[] { "wechat-main", "wechat-backup" })
        {
            await Assertions.Expect(Row(page, account)).ToContainTextAsync("No payments");
        }

        foreach (var account in new[] { "alipay-main", "alipay-backup" })
        {
            var words = await Row(page, account).InnerTextAsync();
            Assert.Contains(possible, answer => words.Contains(answer, StringComparison.Ordinal));
        }

        var report = await page.RunAndWaitForPopupAsync(() => Row(page, "wechat-main").GetByText("Report").ClickAsync());
        await Assertions.Expect(report.Locator("header .day")).ToHaveTextAsync(Yesterday().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(report.Locator("#language")).ToBeVisibleAsync(); // shown by its script: it may run
        Assert.Equal("null", await report.EvaluateAsync<string>("self.origin"));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_bill_that_is_not_there_yet_is_said_in_both_languages_and_fits_a_small_phone()
    {
        await _shop.AnswerForBillsAsync("STATEMENT_CREATING");
        var page = await OpenAsync("/books.html", 360);

        await page.Locator("#reconcile").ClickAsync();
        await Assertions.Expect(page.Locator("#reconcile")).ToBeEnabledAsync(new() { Timeout = Patience });

        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("asked for again");
        await Assertions.Expect(Row(page, "wechat-main")).ToContainTextAsync("The channel has not made this bill yet. It is asked again at");
        await Assertions.Expect(Row(page, "wechat-main").Locator("a")).ToHaveCountAsync(0);
        Assert.True(await FitsAsync(page));
        await page.Locator("[data-language=zh]").ClickAsync();
        await Assertions.Expect(Row(page, "wechat-main")).ToContainTextAsync("渠道尚未生成这份账单");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("昨天");
        Assert.True(await FitsAsync(page));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task What_the_bill_lacks_is_counted_as_a_difference_and_reported()
    {
        var order = await _shop.PayAsync("wechat", await _shop.CreateAsync("wechat.native", "m-1"));
        using var scenario = await _shop.Http.PostAsJsonAsync("/_sim/scenario", new { channel = "wechat", kind = "refundClosed", times = 2 });
        Assert.True(scenario.IsSuccessStatusCode);
        await RefundAsync(order, "r-1", "Failed");
        await RefundAsync(order, "r-2", "Failed");
        await RefundAsync(order, "r-3", "Succeeded");
        MoveRefundsToYesterday();
        await _shop.AnswerForBillsAsync("NO_STATEMENT_EXIST");
        var page = await OpenAsync("/books.html");

        await page.Locator("#reconcile").ClickAsync();
        await Assertions.Expect(page.Locator("#reconcile")).ToBeEnabledAsync(new() { Timeout = Patience });

        // Both sides say that no money moved twice; once we say that it did and the channel does not.
        await Assertions.Expect(Row(page, "wechat-main").Locator("td")).ToHaveTextAsync(["wechat-mainReconciledReport", "2", "1"]);
        await Assertions.Expect(Row(page, "wechat-main").Locator(".wrong")).ToHaveTextAsync("1");
        await Assertions.Expect(Row(page, "wechat-backup").Locator("td")).ToHaveTextAsync(["wechat-backupNo paymentsReport", "0", "0"]);
        var report = await page.RunAndWaitForPopupAsync(() => Row(page, "wechat-main").GetByText("Report").ClickAsync());
        await Assertions.Expect(report.Locator("main")).ToContainTextAsync((string)order["orderNo"]!);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_run_that_does_not_end_is_not_asked_about_for_ever()
    {
        var questions = 0;
        var page = await OpenAsync("/");
        await page.Clock.InstallAsync();
        await page.RouteAsync("**/shop/books/yesterday", static route => route.FulfillAsync(new() { Status = 202 }));
        await page.RouteAsync("**/shop/books", route =>
        {
            Interlocked.Increment(ref questions);
            return route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = """{"days":[{"account":"wechat-main","day":"2026-03-03","isYesterday":true,"state":"Matching"}]}""",
            });
        });
        await page.GotoAsync($"{_shop.Address}/books.html");

        // Begun elsewhere: the page follows it by itself.
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Reconciling yesterday: 0 of 1 accounts …");
        for (var i = 0; i < 500 && await page.Locator("#reconcile").IsDisabledAsync(); i++)
        {
            await page.Clock.RunForAsync(1_000);
        }

        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("takes longer than usual");
        var asked = questions;
        Assert.InRange(asked, 30, 70);
        await page.Clock.RunForAsync(20_000);
        Assert.Equal(asked, questions);
        Assert.Empty(_complaints);
    }

    private static ILocator Row(IPage page, string account) => page.Locator("#days tbody tr", new() { HasText = account });

    private static Task<bool> FitsAsync(IPage page) => page.EvaluateAsync<bool>(
        "[document.documentElement, ...document.querySelectorAll('.scroll')].every(box => box.scrollWidth <= box.clientWidth)");

    private static DateOnly Yesterday() => DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(Beijing).DateTime).AddDays(-1);

    /// <summary>What the simulated Alipay answers at this hour.</summary>
    private static string AlipaysAnswer() => DateTimeOffset.UtcNow.ToOffset(Beijing).Hour < 9 ? "The channel has not made this bill yet." : "No payments";

    private async Task RefundAsync(JsonNode order, string merchantRefundNo, string status)
    {
        var address = $"/payments/orders/{order["orderNo"]}";
        using var refunded = await _shop.Http.PostAsJsonAsync($"{address}/refunds", new { merchantRefundNo, amount = new { currency = "CNY", minorUnits = 10 } });
        Assert.True(refunded.IsSuccessStatusCode, await refunded.Content.ReadAsStringAsync());
        for (var i = 0; i < 200; i++)
        {
            var refunds = (await _shop.Http.GetFromJsonAsync<JsonNode>(address))!["refunds"]!.AsArray();
            if (refunds.Any(refund => (string?)refund!["merchantRefundNo"] == merchantRefundNo && (string?)refund["status"] == status))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"{merchantRefundNo} did not become {status} within twenty seconds: {_shop.Output}");
    }

    /// <summary>The shop cannot be opened yesterday; its database can say that it was.</summary>
    private void MoveRefundsToYesterday()
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _shop.Database, Pooling = false }.ConnectionString);
        database.Open();
        using var move = database.CreateCommand();
        move.CommandText = "UPDATE refunds SET created_at = $noon, updated_at = $noon, succeeded_at = CASE WHEN succeeded_at IS NULL THEN NULL ELSE $noon END";
        move.Parameters.AddWithValue("$noon", new DateTimeOffset(Yesterday().ToDateTime(new TimeOnly(12, 0)), Beijing).UtcTicks);
        Assert.Equal(3, move.ExecuteNonQuery());
    }

    private async Task<IPage> OpenAsync(string path, int width = 1280)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, Locale = "en-GB" });
        context.Console += (_, message) => Keep(message.Type is "error" or "warning", message.Text);
        context.WebError += (_, error) => Keep(true, error.Error);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(_shop.Address + path);
        return page;
    }

    private void Keep(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            _complaints.Enqueue(text);
        }
    }
}
