using System.Net;
using System.Security.Cryptography;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class GateTests
{
    private const string Target = "/v3/certificates";

    [Theory]
    [InlineData("none")]
    [InlineData("scheme")]
    [InlineData("missing parameter")]
    [InlineData("parameter twice")]
    [InlineData("trailing comma")]
    [InlineData("unquoted")]
    [InlineData("clock behind")]
    [InlineData("clock ahead")]
    [InlineData("unknown merchant")]
    [InlineData("unknown serial")]
    [InlineData("signature not base64")]
    [InlineData("signature of another target")]
    public async Task A_bad_authorization_is_a_sign_error(string fault)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var good = client.Authorize("GET", Target, "");
        var authorization = fault switch
        {
            "none" => "",
            "scheme" => good.Replace("RSA2048", "RSA4096", StringComparison.Ordinal),
            "missing parameter" => good[..good.LastIndexOf(',')],
            "parameter twice" => $"{good},mchid=\"{client.MchId}\"",
            "trailing comma" => $"{good},",
            "unquoted" => good.Replace("\"", "", StringComparison.Ordinal),
            "clock behind" => client.Authorize("GET", Target, "", timestamp: now - 302),
            "clock ahead" => client.Authorize("GET", Target, "", timestamp: now + 302),
            "unknown merchant" => client.Authorize("GET", Target, "", mchId: "1999999999"),
            "unknown serial" => good.Replace(client.SerialNo, RandomNumberGenerator.GetHexString(40), StringComparison.Ordinal),
            "signature not base64" => good.Replace("signature=\"", "signature=\"%%%", StringComparison.Ordinal),
            _ => client.Authorize("GET", $"{Target}?a=1", ""),
        };

        var answer = await client.SendAsync(HttpMethod.Get, Target, "", authorization);

        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN_ERROR"), (answer.Status, answer.Code));
        Assert.Matches("^[0-9A-F]+-[1-9][0-9]+$", answer.Headers["Request-ID"]);
        Assert.DoesNotContain("Wechatpay-Signature", answer.Headers);
    }

    [Fact]
    public async Task The_edge_of_the_clock_and_any_parameter_order_are_fine()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var early = client.Authorize("GET", Target, "", timestamp: DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 297);
        var parts = early["WECHATPAY2-SHA256-RSA2048 ".Length..].Split(',');
        Array.Reverse(parts);

        var answer = await client.SendAsync(HttpMethod.Get, Target, "", $"WECHATPAY2-SHA256-RSA2048 {string.Join(',', parts)}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task A_changed_body_is_refused_and_the_answer_shows_what_was_checked()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        const string target = "/v3/pay/transactions/native";
        var body = WeChatClient.Write(client.NativeOrder(WeChatClient.Number()));
        var authorization = client.Authorize("POST", target, body);

        var answer = await client.SendAsync(HttpMethod.Post, target, body + " ", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        var detail = answer.Json["detail"]!;
        Assert.Equal("sign not match", (string?)detail["detail"]!["issue"]);
        var information = detail["sign_information"]!;
        Assert.Equal(target, (string?)information["url"]);
        Assert.StartsWith($"POST\n{target}\n", (string?)information["truncated_sign_message"], StringComparison.Ordinal);
        Assert.InRange((int)information["sign_message_length"]!, body.Length, body.Length + 200);
        Assert.Equal("错误的签名，验签失败", answer.Message);
    }

    [Fact]
    public async Task Answers_are_signed_with_the_key_the_client_names()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);

        foreach (var serial in new[] { client.PublicKeyId, client.PlatformSerialNo })
        {
            var number = WeChatClient.Number();
            var answer = await client.CreateAsync(number, serial: serial);
            Assert.Equal(serial, answer.Headers["Wechatpay-Serial"]);
            Assert.True(client.Verifies(answer));
            host.Received.Clear();
            await host.PayAsync("wechat", number);
            Assert.Equal(serial, (await host.WaitForAsync(1))[0].Headers["Wechatpay-Serial"]);
        }

        var unknown = await client.CreateAsync(WeChatClient.Number(), serial: "PUB_KEY_ID_0000000000000000000000000000");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
    }

    [Fact]
    public async Task A_path_that_is_not_simulated_is_a_signed_404()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);

        var answer = await client.GetAsync("/v3/profitsharing/orders/P1?transaction_id=4200");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.True(client.Verifies(answer));
        Assert.Equal("other", host.World.Calls[0].Operation);
    }

    [Fact]
    public async Task A_merchant_of_the_public_key_only_has_no_certificates()
    {
        await using var host = await SimulatorHost.StartAsync(options => options.WeChat.PublicKeyOnly = true);
        var client = await WeChatClient.CreateAsync(host);

        var answer = await client.GetAsync(Target);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("RESOURCE_NOT_EXISTS", answer.Code);
        Assert.Equal(client.PublicKeyId, (await client.CreateAsync(WeChatClient.Number())).Headers["Wechatpay-Serial"]);
    }

    [Fact]
    public async Task Further_merchants_have_keys_and_orders_of_their_own()
    {
        await using var host = await SimulatorHost.StartAsync();
        var first = await WeChatClient.CreateAsync(host);
        var second = new WeChatClient(host, (System.Text.Json.Nodes.JsonObject)(await host.GetAsync("/_sim/credentials?merchant=backup"))["wechat"]!);
        var number = WeChatClient.Number();

        Assert.NotEqual(first.MchId, second.MchId, StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.CreateAsync(number)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await second.QueryAsync(number)).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.CreateAsync(number, total: 7)).Status);
        var stolen = await second.SendAsync(HttpMethod.Get, Target, "", second.Authorize("GET", Target, "", mchId: first.MchId));
        Assert.Equal(HttpStatusCode.Unauthorized, stolen.Status);
    }
}
