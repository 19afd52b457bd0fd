using System.Text.Json.Nodes;
using Payments.Simulators.Alipay;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayGatewayTests
{
    private const string Query = "alipay.trade.query";

    [Theory]
    [InlineData("RSA2", "utf-8")]
    [InlineData("RSA", "utf-8")]
    [InlineData("RSA2", "gbk")]
    [InlineData("RSA2", "GB2312")]
    public async Task A_signed_call_is_answered_and_signed_in_its_own_algorithm_and_charset(string signType, string charset)
    {
        await using var world = await StartAsync();
        world.Client.SignType = signType;
        world.Client.Charset = charset;
        var number = NewNumber();

        var made = await world.Client.SucceedAsync("alipay.trade.precreate", Order(number, subject: "咖啡 + 100% 牛奶"));
        await world.Host.PayAsync("alipay", number);
        var found = await world.Client.SucceedAsync(Query, Of(number));

        Assert.Equal(number, (string?)made["out_trade_no"]);
        Assert.Equal("TRADE_SUCCESS", (string?)found["trade_status"]);
        Assert.Equal("咖啡 + 100% 牛奶", (string?)(await world.Host.GetAsync("/_sim/orders"))[0]!["subject"]);
    }

    [Fact]
    public async Task Parameters_may_all_be_in_the_query_or_all_in_the_body()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        var form = world.Client.Form(world.Client.Sign(Query, Of(number)));

        var inQuery = await world.Client.GetTextAsync($"/gateway.do?{form}");
        var inBody = await world.Client.PostTextAsync("/gateway.do", form);

        Assert.Contains("WAIT_BUYER_PAY", inQuery, StringComparison.Ordinal);
        Assert.Equal(inQuery, inBody);
    }

    [Theory]
    [InlineData("method", "isv.missing-method", "40001")]
    [InlineData("app_id", "isv.missing-app-id", "40001")]
    [InlineData("sign_type", "isv.missing-signature-type", "40001")]
    [InlineData("sign", "isv.missing-signature", "40001")]
    [InlineData("timestamp", "isv.missing-timestamp", "40001")]
    [InlineData("version", "isv.missing-version", "40001")]
    public async Task A_missing_parameter_is_named(string left, string subCode, string code)
    {
        await using var world = await StartAsync();
        var parameters = world.Client.Sign(Query, Of("X1"));
        parameters.Remove(left);

        await RefusedWithAsync(world, parameters, subCode, code);
    }

    [Theory]
    [InlineData("app_id", "2021999999999999", "isv.invalid-app-id")]
    [InlineData("method", "alipay.trade.steal", "isv.invalid-method")]
    [InlineData("sign_type", "MD5", "isv.invalid-signature-type")]
    [InlineData("version", "2.0", "isv.invalid-version")]
    [InlineData("format", "XML", "isv.invalid-format")]
    [InlineData("charset", "klingon", "isv.invalid-charset")]
    [InlineData("timestamp", "2020-01-01 00:00:00", "isv.invalid-timestamp")]
    [InlineData("timestamp", "2099-01-01 00:00:00", "isv.invalid-timestamp")]
    [InlineData("timestamp", "yesterday", "isv.invalid-timestamp")]
    [InlineData("encrypt_type", "ROT13", "isv.invalid-encrypt-type")]
    [InlineData("biz_content", "{\"out_trade_no\":\"A\",\"out_trade_no\":\"B\"}", "isv.illegal-json")]
    [InlineData("biz_content", "{\"out_trade_no\":\"\\ud800\"}", "isv.illegal-json")]
    [InlineData("biz_content", "[]", "isv.illegal-json")]
    [InlineData("biz_content", "{", "isv.illegal-json")]
    public async Task A_wrong_parameter_is_refused_even_when_it_is_signed(string name, string value, string subCode)
    {
        await using var world = await StartAsync();
        var parameters = world.Client.Sign(Query, Of("X1"));
        parameters[name] = value;
        world.Client.Resign(parameters);

        await RefusedWithAsync(world, parameters, subCode, "40002");
    }

    [Theory]
    [InlineData("biz_content", "{\"out_trade_no\":\"OTHER\"}")]
    [InlineData("notify_url", "http://attacker.invalid/")]
    [InlineData("sign", "bm90IGEgc2lnbmF0dXJl")]
    [InlineData("sign", "not base64!")]
    public async Task A_parameter_changed_after_signing_is_refused_with_the_text_the_gateway_built(string name, string value)
    {
        await using var world = await StartAsync();
        var parameters = world.Client.Sign(Query, Of("X1"));
        parameters[name] = value;

        var reply = await RefusedWithAsync(world, parameters, "isv.invalid-signature", "40002");

        var built = AlipayTestClient.SignedText(parameters, "sign").Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
        Assert.EndsWith($"网关生成的验签字符串为：{built}", (string?)reply.Node(Query)["sub_msg"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_value_of_a_parameter_does_not_replace_the_first()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        var form = world.Client.Form(world.Client.Sign(Query, Of(number)));

        var answer = await world.Client.PostTextAsync($"/gateway.do?{form}", "biz_content=%7B%22out_trade_no%22%3A%22OTHER%22%7D");

        Assert.Contains("WAIT_BUYER_PAY", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_merchants_do_not_see_each_others_trades()
    {
        await using var world = await StartAsync();
        var other = await AlipayTestClient.ConnectAsync(world.Host, "second");
        var number = await world.CreateAsync();

        Assert.NotEqual(world.Client.SellerId, other.SellerId, StringComparer.Ordinal);
        Assert.Equal("ACQ.TRADE_NOT_EXIST", await other.RefusedAsync(Query, Of(number)));
    }

    [Fact]
    public async Task Slashes_in_the_node_are_escaped_and_the_escapes_are_signed()
    {
        await using var world = await StartAsync();

        var reply = await world.Client.CallAsync("alipay.trade.precreate", Order(NewNumber()));

        Assert.True(reply.IsProven);
        Assert.Contains("https:\\/\\/qr.alipay.com\\/bax", reply.RawNode(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_refusals_can_come_as_an_unsigned_error_response()
    {
        await using var world = await StartAsync(static options => options.Alipay.UnsignedErrorResponse = true);
        var parameters = world.Client.Sign(Query, Of("X1"));
        parameters["sign"] = "AAAA";

        var reply = await world.Client.SendAsync(parameters);

        Assert.Null(reply.Signature);
        Assert.Equal("isv.invalid-signature", (string?)reply.Json["error_response"]!["sub_code"]);
    }

    [Fact]
    public async Task Certificates_only_refuses_plain_keys()
    {
        await using var world = await StartAsync(static options => options.Alipay.SigningMode = AlipaySigningMode.Certificate);

        Assert.Equal("isv.missing-app-cert-sn", await world.Client.RefusedAsync(Query, Of("X1")));
    }

    private static async Task<AlipayReply> RefusedWithAsync(AlipayWorld world, Dictionary<string, string> parameters, string subCode, string code)
    {
        var reply = await world.Client.SendAsync(parameters);
        var node = (JsonObject)reply.Json.First(static member => member.Key.EndsWith("_response", StringComparison.Ordinal)).Value!;
        Assert.Equal(subCode, (string?)node["sub_code"]);
        Assert.Equal(code, (string?)node["code"]);
        Assert.Equal(System.Net.HttpStatusCode.OK, reply.Status);
        return reply;
    }
}
