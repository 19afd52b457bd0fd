using Microsoft.Playwright;

namespace Payments.Samples.Tests;

/// <summary>The sample as a newcomer sees it, in a real browser: open, choose, pay, see "paid". Keeps the pictures of docs/images up to date on request.</summary>
public sealed class BrowserTests : IAsyncLifetime
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
    public async Task A_payer_scans_WeChats_code_and_sees_paid_appear()
    {
        var page = await OpenAsync(1280, 900);
        await PictureAsync(page, "shop");
        await page.Locator("label.method.wechat").ClickAsync();
        await page.Locator("#pay").ClickAsync();
        await Assertions.Expect(page.Locator("#qr")).ToBeVisibleAsync();
        Assert.True(await page.Locator("#qr").EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 0; }"));
        await PictureAsync(page, "wechat-qr");

        var phone = await page.Context.NewPageAsync();
        phone.SetDefaultTimeout(Patience);
        await phone.GotoAsync(_shop.Address + await page.Locator("#payer-link").GetAttributeAsync("href"));
        await PictureAsync(phone, "payer");
        await phone.Locator("button").First.ClickAsync();

        await Assertions.Expect(page.Locator("#done")).ToBeVisibleAsync(new() { Timeout = Patience });
        await PictureAsync(page, "paid");
        Assert.Contains("42", await page.Locator("#facts").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payer_jumps_to_Alipay_pays_and_comes_back_to_paid()
    {
        var page = await OpenAsync(1280, 900);
        await page.Locator("label.method.alipay").ClickAsync();
        await page.Locator("#pay").ClickAsync();
        await Assertions.Expect(page.Locator("#jump-link").Or(page.Locator("form button")).First).ToBeVisibleAsync();
        if (await page.Locator("#jump-link").IsVisibleAsync())
        {
            await page.Locator("#jump-link").ClickAsync();
        }

        await page.WaitForURLAsync("**/_sim/payer**", new() { Timeout = Patience });
        await page.Locator("button").First.ClickAsync();

        await Assertions.Expect(page.Locator("#done")).ToBeVisibleAsync(new() { Timeout = Patience });
        await PictureAsync(page, "alipay-paid");
    }

    [Fact]
    public async Task A_payer_cancels_and_the_order_ends()
    {
        var page = await OpenAsync(1280, 900);
        await page.Locator("#pay").ClickAsync();
        await Assertions.Expect(page.Locator("#qr")).ToBeVisibleAsync();

        await page.Locator("#cancel").ClickAsync();

        await Assertions.Expect(page.Locator("#done")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#tick.ended")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task On_a_small_phone_and_in_Chinese_everything_fits()
    {
        var page = await OpenAsync(360, 740);
        await page.Locator("[data-language=zh]").ClickAsync();
        Assert.Equal("zh-CN", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.True(await FitsAsync(page));
        await page.Locator("#pay").ClickAsync();
        await Assertions.Expect(page.Locator("#qr")).ToBeVisibleAsync();

        Assert.True(await FitsAsync(page));
        await PictureAsync(page, "phone");
    }

    private static Task<bool> FitsAsync(IPage page) =>
        page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth");

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PAYMENTS_PICTURES") == "1")
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "docs", "images", $"{name}.png") });
        }
    }

    private async Task<IPage> OpenAsync(int width, int height)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "en-GB",
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(_shop.Address);
        await Assertions.Expect(page.Locator("#pay")).ToBeVisibleAsync();
        return page;
    }
}
