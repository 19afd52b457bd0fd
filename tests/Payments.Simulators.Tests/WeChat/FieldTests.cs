using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class FieldTests
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { "description", "\"" + new string('茶', 128) + "\"", "PARAM_ERROR" },
        { "description", "\"\"", "PARAM_ERROR" },
        { "description", "\"tea 🍵\"", "PARAM_ERROR" },
        { "description", "\"tea \\ud83c\\udf75\"", "PARAM_ERROR" },
        { "description", "\"tea \\ud83c\"", "PARAM_ERROR" },
        { "description", "null", "PARAM_ERROR" },
        { "description", "7", "PARAM_ERROR" },
        { "attach", "null", "PARAM_ERROR" },
        { "attach", "\"" + new string('x', 129) + "\"", "PARAM_ERROR" },
        { "colour", "\"red\"", "PARAM_ERROR" },
        { "out_trade_no", "\"12345\"", "PARAM_ERROR" },
        { "out_trade_no", "\"123456789012345678901234567890123\"", "PARAM_ERROR" },
        { "out_trade_no", "\"number one\"", "PARAM_ERROR" },
        { "amount", "{\"total\":0}", "PARAM_ERROR" },
        { "amount", "{\"total\":-1}", "PARAM_ERROR" },
        { "amount", "{\"total\":1.5}", "PARAM_ERROR" },
        { "amount", "{\"total\":\"1\"}", "PARAM_ERROR" },
        { "amount", "{\"total\":1,\"total\":2}", "PARAM_ERROR" },
        { "amount", "{\"total\":1,\"currency\":\"XYZ\"}", "PARAM_ERROR" },
        { "amount", "{\"currency\":\"CNY\"}", "PARAM_ERROR" },
        { "notify_url", "\"https://shop.example/notify?a=1\"", "PARAM_ERROR" },
        { "notify_url", "\"/notify\"", "PARAM_ERROR" },
        { "time_expire", "\"2026-01-01 00:00:00\"", "PARAM_ERROR" },
        { "appid", "\"wx0000000000000000\"", "APPID_MCHID_NOT_MATCH" },
        { "mchid", "\"1900000002\"", "INVALID_REQUEST" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_field_is_refused_by_name_and_makes_no_order(string field, string json, string code)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var body = WeChatClient.Write(client.NativeOrder(number));
        var order = client.NativeOrder(number);
        order.Remove(field);
        body = $"{WeChatClient.Write(order)[..^1]},\"{field}\":{json}}}";

        var answer = await client.SendAsync(HttpMethod.Post, "/v3/pay/transactions/native", body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
        Assert.True(client.Verifies(answer));
        Assert.Equal(HttpStatusCode.NotFound, (await client.QueryAsync(number)).Status);
    }

    [Fact]
    public async Task The_detail_points_at_the_field()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var order = client.NativeOrder(WeChatClient.Number());
        order["amount"]!["currency"] = "XYZ";

        var answer = await client.PostAsync("/v3/pay/transactions/native", order);

        Assert.Equal("/amount/currency", (string?)answer.Json["detail"]!["field"]);
        Assert.Equal("XYZ", (string?)answer.Json["detail"]!["value"]);
        Assert.Equal("body", (string?)answer.Json["detail"]!["location"]);
    }

    [Fact]
    public async Task The_longest_allowed_values_pass()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var order = client.NativeOrder("aA0_-|*" + new string('9', 25));
        order["description"] = new string('茶', 127);
        order["attach"] = new string('x', 128);
        order["detail"] = new JsonObject
        {
            ["goods_detail"] = new JsonArray(new JsonObject { ["merchant_goods_id"] = "g", ["quantity"] = 1, ["unit_price"] = 100 }),
        };

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/v3/pay/transactions/native", order)).Status);
    }

    [Fact]
    public async Task Scenes_demand_their_own_fields()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);

        var noPayer = await client.PostAsync("/v3/pay/transactions/jsapi", client.NativeOrder(WeChatClient.Number()));
        var noScene = await client.PostAsync("/v3/pay/transactions/h5", client.NativeOrder(WeChatClient.Number()));

        Assert.Equal("/payer", (string?)noPayer.Json["detail"]!["field"]);
        Assert.Equal("/scene_info", (string?)noScene.Json["detail"]!["field"]);
        Assert.Contains("必填", noScene.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_are_no_json_or_not_declared_so_are_refused()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        const string target = "/v3/pay/transactions/native";

        var garbage = await client.SendAsync(HttpMethod.Post, target, "{");
        var form = await client.SendAsync(HttpMethod.Post, target, WeChatClient.Write(client.NativeOrder(WeChatClient.Number())), contentType: "text/plain");
        var empty = await client.SendAsync(HttpMethod.Post, target, "");

        Assert.All([garbage, form, empty], answer => Assert.Equal("PARAM_ERROR", answer.Code));
    }
}
