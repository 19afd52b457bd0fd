using System.Text.Json.Nodes;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayRefundTests
{
    private const string RefundMethod = "alipay.trade.refund";

    [Fact]
    public async Task Partial_refunds_add_up_and_the_last_one_closes_the_trade()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");

        var first = await world.RefundAsync(number, "3.00", "R1");
        var open = await world.QueryAsync(number);
        var second = await world.RefundAsync(number, "7.00", "R2");
        var closed = await world.QueryAsync(number);

        Assert.Equal(("Y", "3.00"), Moved(first));
        Assert.Equal("TRADE_SUCCESS", (string?)open["trade_status"]);
        Assert.Equal(("Y", "10.00"), Moved(second));
        Assert.Equal("TRADE_CLOSED", (string?)closed["trade_status"]);
    }

    [Fact]
    public async Task A_repeat_moves_nothing_and_another_amount_is_refused()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.RefundAsync(number, "3.00", "R1");

        var again = await world.RefundAsync(number, "3.00", "R1");
        await world.RefundAsync(number, "7.00", "R2");
        var afterClose = await world.RefundAsync(number, "7.00", "R2");

        Assert.Equal(("N", "3.00"), Moved(again));
        Assert.Equal(("N", "10.00"), Moved(afterClose));
        Assert.Equal("ACQ.DISCORDANT_REPEAT_REQUEST", await world.Client.RefusedAsync(RefundMethod, Refund(number, "3.01", "R1")));
    }

    [Fact]
    public async Task Refunds_never_exceed_the_paid_amount()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.RefundAsync(number, "9.99", "R1");

        Assert.Equal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", await world.Client.RefusedAsync(RefundMethod, Refund(number, "0.02", "R2")));
        Assert.Equal("9.99", (string?)(await world.RefundAsync(number, "9.99", "R1"))["refund_fee"]);
    }

    [Fact]
    public async Task What_is_not_paid_or_over_cannot_be_refunded()
    {
        await using var world = await StartAsync();
        var waiting = await world.CreateAsync();
        var closed = await world.CreateAsync();
        await world.Client.SucceedAsync("alipay.trade.close", Of(closed));
        var finished = await world.PaidAsync();
        await world.Host.PostAsync("/_sim/alipay/finish", new JsonObject { ["outTradeNo"] = finished });
        var old = await world.PaidAsync();
        var partial = await world.PaidAsync();

        Assert.Equal("ACQ.TRADE_NOT_EXIST", await RefusedAsync(world, NewNumber()));
        Assert.Equal("ACQ.TRADE_STATUS_ERROR", await RefusedAsync(world, waiting));
        Assert.Equal("ACQ.TRADE_HAS_CLOSE", await RefusedAsync(world, closed));
        Assert.Equal("ACQ.TRADE_HAS_FINISHED", await RefusedAsync(world, finished));
        Assert.Equal("ACQ.INVALID_PARAMETER", await world.Client.RefusedAsync(RefundMethod, Refund(partial, "1.00", null)));
        world.Clock.Advance(TimeSpan.FromDays(366));
        Assert.Equal("ACQ.TRADE_NOT_ALLOW_REFUND", await RefusedAsync(world, old));
    }

    [Fact]
    public async Task Without_a_request_number_a_full_refund_goes_by_the_order_number()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");

        await world.Client.SucceedAsync(RefundMethod, Refund(number, "10.00", null));

        Assert.Equal("REFUND_SUCCESS", (string?)(await FindAsync(world, number, number))["refund_status"]);
    }

    [Fact]
    public async Task A_refund_query_proves_a_refund_only_by_its_status()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.RefundAsync(number, "3.00", "R1");

        var found = await FindAsync(world, number, "R1");
        var absent = await FindAsync(world, number, "R9");

        Assert.Equal("REFUND_SUCCESS", (string?)found["refund_status"]);
        Assert.Equal("3.00", (string?)found["refund_amount"]);
        Assert.Equal("10.00", (string?)found["total_amount"]);
        Assert.Null(absent["refund_status"]);
        Assert.Null(absent["refund_amount"]);
    }

    [Fact]
    public async Task An_undecided_refund_says_so_and_a_repeat_decides_it()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.ScenarioAsync("refundAbnormal");

        var first = await world.RefundAsync(number, "10.00", "R1");
        var undecided = await FindAsync(world, number, "R1");
        var second = await world.RefundAsync(number, "10.00", "R1");

        Assert.Equal(("N", "0.00"), Moved(first));
        Assert.Null(undecided["refund_status"]);
        Assert.Equal(("Y", "10.00"), Moved(second));
    }

    [Fact]
    public async Task A_stuck_refund_waits_for_the_control_api_and_keeps_its_share()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00");
        await world.ScenarioAsync("refundStuck");
        await world.RefundAsync(number, "6.00", "R1");

        Assert.Equal(("N", "0.00"), Moved(await world.RefundAsync(number, "6.00", "R1")));
        Assert.Equal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", await world.Client.RefusedAsync(RefundMethod, Refund(number, "5.00", "R2")));
        await world.Host.PostAsync("/_sim/alipay/settle-refund", new JsonObject { ["outTradeNo"] = number, ["outRequestNo"] = "R1" });
        Assert.Equal("REFUND_SUCCESS", (string?)(await FindAsync(world, number, "R1"))["refund_status"]);
    }

    private static (string?, string?) Moved(JsonObject node) => ((string?)node["fund_change"], (string?)node["refund_fee"]);

    private static Task<string?> RefusedAsync(AlipayWorld world, string number) =>
        world.Client.RefusedAsync(RefundMethod, Refund(number, "12.34", "R1"));

    private static Task<JsonObject> FindAsync(AlipayWorld world, string number, string requestNo) => world.Client.SucceedAsync(
        "alipay.trade.fastpay.refund.query", new JsonObject { ["out_trade_no"] = number, ["out_request_no"] = requestNo });
}
