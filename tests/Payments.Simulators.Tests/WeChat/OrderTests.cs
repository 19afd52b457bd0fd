using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class OrderTests
{
    [Fact]
    public async Task An_order_is_created_paid_announced_and_seen_as_paid()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();

        var created = await client.CreateAsync(number, total: 1234);
        Assert.StartsWith("weixin://wxpay/bizpayurl", created.Text("code_url"), StringComparison.Ordinal);
        Assert.Matches("^[0-9A-F]+-0$", created.Headers["Request-ID"]);
        Assert.True(client.Verifies(created));
        var unpaid = await client.QueryAsync(number);
        Assert.Equal("NOTPAY", unpaid.Text("trade_state"));
        Assert.False(unpaid.Json.ContainsKey("transaction_id"));

        var (_, paid) = await host.PayAsync("wechat", number);
        var notice = Assert.Single(await host.WaitForAsync(1));
        Assert.True(client.Verifies(notice));
        var content = client.Open(notice);
        var seen = await client.QueryAsync(number);

        Assert.Equal("SUCCESS", seen.Text("trade_state"));
        Assert.Equal("NATIVE", seen.Text("trade_type"));
        Assert.Equal(1234, (long)seen.Json["amount"]!["total"]!);
        Assert.Equal((string?)paid["transactionId"], seen.Text("transaction_id"));
        Assert.True(JsonNode.DeepEquals(content, seen.Json), content.ToJsonString());
        Assert.Equal(28, seen.Text("transaction_id")!.Length);
        var byId = await client.GetAsync($"/v3/pay/transactions/id/{seen.Text("transaction_id")}?mchid={client.MchId}");
        Assert.Equal(number, byId.Text("out_trade_no"));
    }

    [Theory]
    [InlineData("jsapi", "prepay_id")]
    [InlineData("app", "prepay_id")]
    [InlineData("h5", "h5_url")]
    [InlineData("native", "code_url")]
    public async Task Each_scene_answers_its_credential_directly_and_for_a_partner(string scene, string credential)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        foreach (var partner in new[] { false, true })
        {
            var order = client.NativeOrder(WeChatClient.Number());
            if (partner)
            {
                order.Remove("appid");
                order.Remove("mchid");
                order["sp_appid"] = client.AppId;
                order["sp_mchid"] = client.MchId;
                order["sub_mchid"] = "1900000109";
            }

            order["payer"] = new JsonObject { [partner ? "sp_openid" : "openid"] = "oAbc" };
            order["scene_info"] = new JsonObject { ["payer_client_ip"] = "1.2.3.4", ["h5_info"] = new JsonObject { ["type"] = "Wap" } };

            var answer = await client.PostAsync($"/v3/pay/{(partner ? "partner/" : "")}transactions/{scene}", order);

            Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.ToJsonString());
            Assert.False(string.IsNullOrEmpty(answer.Text(credential)));
        }
    }

    [Fact]
    public async Task A_partner_order_is_seen_and_closed_only_as_the_partners()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var order = client.NativeOrder(number);
        order.Remove("appid");
        order.Remove("mchid");
        order["sp_appid"] = client.AppId;
        order["sp_mchid"] = client.MchId;
        order["sub_mchid"] = "1900000109";
        await client.PostAsync("/v3/pay/partner/transactions/native", order);
        await host.PayAsync("wechat", number);

        var right = await client.GetAsync($"/v3/pay/partner/transactions/out-trade-no/{number}?sp_mchid={client.MchId}&sub_mchid=1900000109");
        var wrong = await client.QueryAsync(number);

        Assert.Equal("1900000109", right.Text("sub_mchid"));
        Assert.NotNull(right.Json["payer"]!["sp_openid"]);
        Assert.Equal(HttpStatusCode.NotFound, wrong.Status);
        Assert.Equal("1900000109", client.Open((await host.WaitForAsync(1))[0])["sub_mchid"]!.ToString());
        var closed = await client.PostAsync(
            $"/v3/pay/partner/transactions/out-trade-no/{number}/close", new JsonObject { ["sp_mchid"] = client.MchId, ["sub_mchid"] = "1900000109" });
        Assert.Equal("ORDER_PAID", closed.Code);
    }

    [Fact]
    public async Task Repeating_a_number_follows_the_reentry_table()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var first = await client.CreateAsync(number);

        var same = await client.CreateAsync(number);
        var other = await client.CreateAsync(number, total: 101);
        var order = client.NativeOrder(number);
        order["payer"] = new JsonObject { ["openid"] = "oAbc" };
        var otherScene = await client.PostAsync("/v3/pay/transactions/jsapi", order);
        await host.PayAsync("wechat", number);
        var paid = await client.CreateAsync(number);

        Assert.Equal(HttpStatusCode.OK, same.Status);
        Assert.NotEqual(first.Text("code_url"), same.Text("code_url"), StringComparer.Ordinal);
        Assert.Equal(("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致"), (other.Code, other.Message));
        Assert.EndsWith("-268498688", other.Headers["Request-ID"], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "OUT_TRADE_NO_USED"), (otherScene.Status, otherScene.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "ORDER_PAID"), (paid.Status, paid.Code));
    }

    [Fact]
    public async Task A_refreshed_code_makes_the_old_one_useless()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var old = (await client.CreateAsync(number)).Text("code_url")!;
        var fresh = (await client.CreateAsync(number)).Text("code_url")!;

        using var stale = await host.Client.GetAsync($"/_sim/payer?code={Uri.EscapeDataString(old)}", TestContext.Current.CancellationToken);
        using var good = await host.Client.GetAsync($"/_sim/payer?code={Uri.EscapeDataString(fresh)}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, stale.StatusCode);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task Closing_is_repeatable_final_and_burns_unknown_numbers()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var absent = WeChatClient.Number();
        await client.CreateAsync(number);

        var closed = await client.CloseAsync(number);
        var again = await client.CloseAsync(number);
        var reused = await client.CreateAsync(number);
        var closedAbsent = await client.CloseAsync(absent);
        var burnt = await client.CreateAsync(absent);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (closed.Status, again.Status));
        Assert.True(client.Verifies(closed));
        Assert.Equal("ORDER_CLOSED", reused.Code);
        Assert.Equal("CLOSED", (await client.QueryAsync(number)).Text("trade_state"));
        Assert.Equal(HttpStatusCode.Conflict, (await host.PayAsync("wechat", number)).Status);
        Assert.Equal(HttpStatusCode.NoContent, closedAbsent.Status);
        Assert.Equal("INVALID_REQUEST", burnt.Code);
        Assert.Equal((HttpStatusCode.NotFound, "ORDER_NOT_EXIST"), ((await client.QueryAsync(absent)).Status, (await client.QueryAsync(absent)).Code));
        var paid = await client.CloseAsync(await client.PaidOrderAsync());
        Assert.Equal((HttpStatusCode.BadRequest, "ORDER_PAID"), (paid.Status, paid.Code));
    }

    [Fact]
    public async Task Time_takes_credentials_and_orders_away()
    {
        var clock = new ManualClock();
        await using var host = await SimulatorHost.StartAsync(options => options.TimeProvider = clock);
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var order = client.NativeOrder(number);
        order["time_expire"] = clock.GetUtcNow().AddHours(3).ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        await client.PostAsync("/v3/pay/transactions/native", order);

        clock.Advance(TimeSpan.FromMinutes(121));
        var (codeGone, _) = await host.PayAsync("wechat", number);
        var stillOpen = (await client.QueryAsync(number)).Text("trade_state");
        clock.Advance(TimeSpan.FromMinutes(60));
        var closed = (await client.QueryAsync(number)).Text("trade_state");
        var reused = await client.PostAsync("/v3/pay/transactions/native", order);

        Assert.Equal(HttpStatusCode.Conflict, codeGone);
        Assert.Equal("NOTPAY", stillOpen);
        Assert.Equal("CLOSED", closed);
        Assert.Equal("ORDER_CLOSED", reused.Code);
    }

    [Fact]
    public async Task A_thousand_equal_creates_make_one_order()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();

        var answers = new List<Answer>();
        foreach (var chunk in Enumerable.Range(0, 1000).Chunk(100))
        {
            answers.AddRange(await Task.WhenAll(chunk.Select(_ => client.CreateAsync(number))));
        }

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single((JsonArray)await host.GetAsync("/_sim/orders?channel=wechat"));
        Assert.Equal(1000, ((JsonArray)await host.GetAsync($"/_sim/calls?outTradeNo={number}&operation=prepay&limit=5000")).Count);
    }
}
