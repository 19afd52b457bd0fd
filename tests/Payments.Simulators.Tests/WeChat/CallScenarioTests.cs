using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class CallScenarioTests
{
    [Theory]
    [InlineData("error5xxBefore", 500, false)]
    [InlineData("error5xxAfterCharge", 500, true)]
    [InlineData("garbage", 502, false)]
    [InlineData("garbageAfterCharge", 200, true)]
    [InlineData("rateLimited", 429, false)]
    [InlineData("reset", 0, false)]
    [InlineData("resetAfterCharge", 0, true)]
    public async Task A_call_fails_once_with_or_without_effect(string kind, int status, bool hasEffect)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = kind, ["operation"] = "prepay" });

        if (status == 0)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.CreateAsync(number));
        }
        else
        {
            var answer = await client.CreateAsync(number);
            Assert.Equal(status, (int)answer.Status);
            Assert.DoesNotContain("Wechatpay-Signature", answer.Headers);
            Assert.Equal(kind.StartsWith("garbage", StringComparison.Ordinal), answer.Raw[0] == '<');
        }

        Assert.Equal(hasEffect ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await client.QueryAsync(number)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.CreateAsync(number)).Status);
        var call = host.World.Calls[0];
        Assert.Equal((kind, status, number, "prepay"), (call.Scenario, call.Status, call.OutTradeNo, call.Operation));
    }

    [Fact]
    public async Task A_slow_call_takes_effect_before_it_answers()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "slow", ["delayMs"] = 700 });

        var slow = client.CreateAsync(number);
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.False(slow.IsCompleted);
        Assert.Equal("NOTPAY", (await client.QueryAsync(number)).Text("trade_state"));
        Assert.Equal(HttpStatusCode.OK, (await slow).Status);
    }

    [Fact]
    public async Task A_refusal_says_what_was_asked_and_only_to_the_order_named()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        await host.ScenarioAsync(new JsonObject
        {
            ["channel"] = "wechat", ["kind"] = "refuse", ["outTradeNo"] = number, ["times"] = 2, ["status"] = 403, ["code"] = "NOT_ENOUGH", ["message"] = "余额不足",
        });

        Assert.Equal(HttpStatusCode.OK, (await client.CreateAsync(WeChatClient.Number())).Status);
        Assert.Equal("NOT_ENOUGH", (await client.CreateAsync(number)).Code);
        Assert.Equal("余额不足", (await client.QueryAsync(number)).Message);
        Assert.Equal(HttpStatusCode.OK, (await client.CreateAsync(number)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_scenarios_for_a_call_the_one_told_first_goes_first(bool isOwnFirst)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        JsonObject own = new() { ["channel"] = "wechat", ["kind"] = "refuse", ["outTradeNo"] = number, ["status"] = 403, ["code"] = "OWN" };
        JsonObject any = new() { ["channel"] = "wechat", ["kind"] = "refuse", ["status"] = 403, ["code"] = "ANY" };
        await host.ScenarioAsync(isOwnFirst ? own : any);
        await host.ScenarioAsync(isOwnFirst ? any : own);

        string?[] codes = [(await client.CreateAsync(number)).Code, (await client.CreateAsync(number)).Code];

        Assert.Equal(isOwnFirst ? ["OWN", "ANY"] : ["ANY", "OWN"], codes);
        Assert.Equal(HttpStatusCode.OK, (await client.CreateAsync(number)).Status);
    }

    [Fact]
    public async Task An_answer_can_lie_about_the_amount_and_be_a_probe()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "wrongAmount", ["operation"] = "query" });
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "probe", ["operation"] = "reply" });

        var lie = await client.QueryAsync(number);
        var probe = await client.QueryAsync(number);

        Assert.True(client.Verifies(lie));
        Assert.Equal(101, (long)lie.Json["amount"]!["total"]!);
        Assert.StartsWith("WECHATPAY/SIGNTEST/", probe.Headers["Wechatpay-Signature"], StringComparison.Ordinal);
        Assert.True(client.Verifies(await client.QueryAsync(number)));
    }

    [Fact]
    public async Task Reset_forgets_everything_but_the_keys()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "reset", ["times"] = 100 });

        await host.PostAsync("/_sim/reset", []);

        Assert.Equal("ORDER_NOT_EXIST", (await client.QueryAsync(number)).Code);
        Assert.Single(host.World.Calls);
        Assert.Empty((JsonArray)await host.GetAsync("/_sim/scenarios"));
    }

    [Fact]
    public async Task Waiting_scenarios_are_forgotten_and_the_orders_are_not()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "reset", ["times"] = 100 });

        using var response = await host.Client.DeleteAsync(new Uri("/_sim/scenarios", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Empty((JsonArray)await host.GetAsync("/_sim/scenarios"));
        Assert.Null((await client.QueryAsync(number)).Code);
    }
}
