using System.Net;
using Payments.Simulators.Tests.Hosting;
using Payments.Simulators.Tests.WeChat;

namespace Payments.Simulators.Tests;

public sealed class PayerPageTests
{
    [Fact]
    public async Task The_page_shows_the_order_takes_the_payment_and_leads_back()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var order = client.NativeOrder(number, total: 1999);
        order["description"] = "<script>alert(1)</script>";
        order["scene_info"] = new System.Text.Json.Nodes.JsonObject
        {
            ["payer_client_ip"] = "1.2.3.4",
            ["h5_info"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "Wap" },
        };
        var h5 = (await client.PostAsync("/v3/pay/transactions/h5", order)).Text("h5_url")!;
        Assert.StartsWith(host.Address.ToString(), h5, StringComparison.Ordinal);

        var page = await host.Client.GetStringAsync($"{h5}&redirect_url={Uri.EscapeDataString("https://shop.example/done?a=1&b=2")}", TestContext.Current.CancellationToken);
        var paid = await SubmitAsync(host, number, "pay", "https://shop.example/done?a=1&b=2");

        Assert.Contains("19.99", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains("value=\"https://shop.example/done?a=1&amp;b=2\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"paid\"", paid, StringComparison.Ordinal);
        Assert.Contains("content=\"2;url=https://shop.example/done?a=1&amp;b=2\"", paid, StringComparison.Ordinal);
        Assert.Equal("SUCCESS", (await client.QueryAsync(number)).Text("trade_state"));
    }

    [Fact]
    public async Task Cancelling_pays_nothing_and_no_script_address_is_followed()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        await client.CreateAsync(number);

        var cancelled = await SubmitAsync(host, number, "cancel", "javascript:alert(1)");

        Assert.Contains("Cancelled", cancelled, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript", cancelled, StringComparison.Ordinal);
        Assert.Equal("NOTPAY", (await client.QueryAsync(number)).Text("trade_state"));
    }

    [Fact]
    public async Task A_paid_order_has_no_button_and_an_unknown_code_is_404()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();

        var page = await host.Client.GetStringAsync($"/_sim/payer?channel=wechat&outTradeNo={number}", TestContext.Current.CancellationToken);
        using var unknown = await host.Client.GetAsync("/_sim/payer?code=weixin%3A%2F%2Fnothing", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<button", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task<string> SubmitAsync(SimulatorHost host, string number, string decision, string returnUrl)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["channel"] = "wechat", ["outTradeNo"] = number, ["decision"] = decision, ["returnUrl"] = returnUrl,
        });
        using var response = await host.Client.PostAsync("/_sim/payer", form);
        return await response.Content.ReadAsStringAsync();
    }
}
