using System.Net;
using System.Text.Json.Nodes;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayAnswerScenarioTests
{
    private const string Query = "alipay.trade.query";
    private const string Refund = "alipay.trade.refund";

    [Fact]
    public async Task Reordered_members_still_verify()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        await world.ScenarioAsync("reorderedMembers", "query");

        var reply = await world.Client.CallAsync(Query, Of(number));

        Assert.StartsWith("{\"sign\":", reply.Body, StringComparison.Ordinal);
        Assert.True(reply.IsProven);
    }

    [Fact]
    public async Task A_duplicate_node_claims_a_payment_after_the_signed_one()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        await world.ScenarioAsync("duplicateNode", "query");

        var reply = await world.Client.CallAsync(Query, Of(number));

        Assert.Equal(3, reply.Body.Split("\"alipay_trade_query_response\":").Length);
        Assert.Contains("TRADE_SUCCESS", reply.Body.Split("\"alipay_trade_query_response\":")[2], StringComparison.Ordinal);
        Assert.Contains("WAIT_BUYER_PAY", reply.RawNode(), StringComparison.Ordinal);
        Assert.True(reply.IsProven); // the first node is the signed one
    }

    [Theory]
    [InlineData("wrongSignature")]
    [InlineData("tampered")]
    public async Task A_forged_answer_does_not_verify(string kind)
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        await world.ScenarioAsync(kind, "query");

        var reply = await world.Client.CallAsync(Query, Of(number));

        Assert.NotNull(reply.Signature);
        Assert.False(reply.IsProven);
        Assert.True((await world.Client.CallAsync(Query, Of(number))).IsProven);
    }

    [Fact]
    public async Task An_answer_may_lack_its_signature_or_name_an_unknown_certificate()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        await world.ScenarioAsync("missingHeaders", "query");
        await world.ScenarioAsync("unknownSerial", "query");

        Assert.Null((await world.Client.CallAsync(Query, Of(number))).Signature);
        Assert.NotEqual(world.Client.Text("alipayCertSn"), (string?)(await world.Client.CallAsync(Query, Of(number))).Json["alipay_cert_sn"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_wrong_amount_in_an_answer_is_signed()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.ScenarioAsync("wrongAmount", "query");

        Assert.Equal("10.01", (string?)(await world.Client.SucceedAsync(Query, Of(number)))["total_amount"]);
    }

    [Fact]
    public async Task One_refusal_may_come_as_an_unsigned_error()
    {
        await using var world = await StartAsync();
        await world.ScenarioAsync("unsignedError", "query");
        var parameters = world.Client.Sign(Query, Of("X1"));
        parameters["sign"] = "AAAA";

        var reply = await world.Client.SendAsync(parameters);

        Assert.Null(reply.Signature);
        Assert.Equal("40002", (string?)reply.Json["error_response"]!["code"]);
    }

    [Fact]
    public async Task After_a_charge_the_answer_may_be_unknown_broken_or_garbage()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.ScenarioAsync("error5xxAfterCharge", "refund");
        await world.ScenarioAsync("garbageAfterCharge", "refund");
        await world.ScenarioAsync("resetAfterCharge", "refund");

        var unknown = (await world.Client.CallAsync(Refund, AlipayWorld.Refund(number, "1.00", "R1"))).Node(Refund);
        using var garbage = await world.Client.PostAsync(world.Client.Sign(Refund, AlipayWorld.Refund(number, "1.00", "R2")));
        await Assert.ThrowsAsync<HttpRequestException>(() => world.Client.PostAsync(world.Client.Sign(Refund, AlipayWorld.Refund(number, "1.00", "R3"))));

        Assert.Equal("20000", (string?)unknown["code"]);
        Assert.Contains("<html>", await garbage.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("4.00", (string?)(await world.RefundAsync(number, "1.00", "R4"))["refund_fee"]);
    }

    [Fact]
    public async Task Before_a_charge_nothing_has_happened()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        foreach (var (kind, code, more) in new (string, string, JsonObject)[]
        {
            ("error5xxBefore", "20000", []),
            ("rateLimited", "40005", []),
            ("refuse", "40004", new JsonObject { ["code"] = "ACQ.SELLER_BALANCE_NOT_ENOUGH", ["message"] = "卖家余额不足" }),
            ("refuse", "40006", new JsonObject { ["code"] = "isv.insufficient-isv-permissions", ["message"] = "权限不足" }),
        })
        {
            await world.ScenarioAsync(kind, "refund", more);
            var reply = await world.Client.CallAsync(Refund, AlipayWorld.Refund(number, "1.00", "R1"));
            Assert.True(reply.IsProven, reply.Body);
            Assert.Equal(code, (string?)reply.Node(Refund)["code"]);
        }

        Assert.Equal("1.00", (string?)(await world.RefundAsync(number, "1.00", "R9"))["refund_fee"]);
    }

    [Fact]
    public async Task The_call_log_names_the_operation_and_the_order()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        await world.QueryAsync(number);

        var calls = (await world.Host.GetAsync($"/_sim/calls?channel=alipay&outTradeNo={number}")).AsArray();

        Assert.Equal("prepay query", string.Join(' ', calls.Select(static call => (string?)call!["operation"])));
    }

    [Fact]
    public async Task A_reset_forgets_orders_and_keeps_keys()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync();

        await world.Host.PostAsync("/_sim/reset", []);

        Assert.Equal("ACQ.TRADE_NOT_EXIST", await world.Client.RefusedAsync(Query, Of(number)));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Host.PayAsync("alipay", number)).Status);
    }
}
