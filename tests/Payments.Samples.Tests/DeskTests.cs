using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Payments.Samples.Tests;

/// <summary>The payer changes their mind, an account fails, and the merchant gives money back: in a real browser.</summary>
public sealed class DeskTests : IAsyncLifetime
{
    private const float Patience = 20_000;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
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
    public async Task A_payer_changes_to_Alipay_and_back_and_only_the_newest_code_is_shown()
    {
        var page = await OpenAsync("/");
        await page.Locator("#pay").ClickAsync();
        await Assertions.Expect(page.Locator("#qr")).ToBeVisibleAsync();
        var first = await page.Locator("#qr").GetAttributeAsync("src");
        var order = page.Url;

        await page.Locator("#other").ClickAsync();
        await page.WaitForURLAsync("**/_sim/payer**", new() { Timeout = Patience });
        await page.GotoAsync(order);
        await Assertions.Expect(page.Locator("#jump-link")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#payment-title")).ToContainTextAsync("Alipay");
        await page.Locator("#other").ClickAsync();

        await Assertions.Expect(page.Locator("#qr")).ToBeVisibleAsync();
        Assert.NotEqual(first, await page.Locator("#qr").GetAttributeAsync("src"));
        Assert.True(await page.Locator("#qr").EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 0; }"));
        await PayAsync(page);
        await Assertions.Expect(page.Locator("#done")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync("WeChat Pay");
    }

    [Fact]
    public async Task The_merchant_refunds_a_part_and_then_the_rest()
    {
        var page = await OpenAsync("/");
        await page.Locator("#pay").ClickAsync();
        await PayAsync(page);
        await page.Locator("#desk-link").ClickAsync();
        await Assertions.Expect(page.Locator("#refund-amount")).ToHaveValueAsync("88.00");

        await page.Locator("#refund-amount").FillAsync("88.01");
        await page.Locator("#refund").ClickAsync();
        await Assertions.Expect(page.Locator("#problem")).ToContainTextAsync("¥88.00");
        await page.Locator("#refund-amount").FillAsync("10.5");
        await page.Locator("#refund-reason").FillAsync("One tin was open");
        await page.Locator("#refund").ClickAsync();
        await Assertions.Expect(page.Locator("#refunds tbody tr")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#refunds")).ToContainTextAsync("¥10.50");
        await Assertions.Expect(page.Locator("#refund-amount")).ToHaveValueAsync("77.50");
        await page.Locator("#refund").ClickAsync();

        await Assertions.Expect(page.Locator("#refund-form")).ToBeHiddenAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#refunds")).ToContainTextAsync("¥77.50");
        await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync("Refunded", new() { Timeout = Patience });
    }

    [Fact]
    public async Task An_account_that_fails_is_left_and_what_it_took_beyond_need_goes_back()
    {
        using var scenario = await _shop.Http.PostAsJsonAsync("/_sim/scenario", new { channel = "wechat", kind = "error5xxAfterCharge", operation = "prepay" });
        var order = await _shop.CreateAsync("wechat.native", "m-1");
        var attempts = order["attempts"]!.AsArray();
        Assert.Equal(["wechat-main", "wechat-backup"], attempts.Select(attempt => (string?)attempt!["channelAccount"]), StringComparer.Ordinal);
        foreach (var attempt in attempts)
        {
            using var paid = await _shop.Http.PostAsJsonAsync("/_sim/pay", new { channel = "wechat", outTradeNo = (string?)attempt!["attemptNo"] });
            Assert.True(paid.IsSuccessStatusCode, await paid.Content.ReadAsStringAsync());
        }

        var page = await OpenAsync($"/desk.html?order={order["orderNo"]}", 360);

        await Assertions.Expect(page.Locator("#extras tbody tr")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#extras")).ToContainTextAsync("Refunded", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#refunds")).ToContainTextAsync("Paid beyond need");
        await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync("¥1.00");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    private static async Task PayAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("#payer-link")).ToBeVisibleAsync();
        var phone = await page.Context.NewPageAsync();
        phone.SetDefaultTimeout(Patience);
        await phone.GotoAsync(new Uri(new Uri(page.Url), await page.Locator("#payer-link").GetAttributeAsync("href")).AbsoluteUri);
        await phone.Locator("button").First.ClickAsync();
    }

    private async Task<IPage> OpenAsync(string path, int width = 1280)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, Locale = "en-GB" });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(_shop.Address + path);
        return page;
    }
}
