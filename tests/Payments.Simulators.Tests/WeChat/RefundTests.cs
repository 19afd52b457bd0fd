using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class RefundTests
{
    [Fact]
    public async Task A_refund_is_processing_then_done_and_announced()
    {
        await using var host = await SimulatorHost.StartAsync(options => options.WeChat.RefundDelay = TimeSpan.FromSeconds(400));
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        var refundNo = WeChatClient.Number();
        await host.WaitForAsync(1);

        var created = await client.RefundAsync(client.RefundOf(number, refundNo, 30));
        var processing = await client.RefundQueryAsync(refundNo);
        var notice = (await host.WaitForAsync(2))[1];
        var done = await client.RefundQueryAsync(refundNo);

        Assert.Equal("PROCESSING", created.Text("status"));
        Assert.Equal("PROCESSING", processing.Text("status"));
        Assert.Equal("SUCCESS", done.Text("status"));
        Assert.NotNull(done.Text("success_time"));
        Assert.Equal(29, done.Text("refund_id")!.Length);
        Assert.Equal("REFUND", (await client.QueryAsync(number)).Text("trade_state"));
        Assert.True(client.Verifies(notice));
        Assert.Contains("REFUND.SUCCESS", notice.Text, StringComparison.Ordinal);
        var content = client.Open(notice);
        Assert.Equal("SUCCESS", (string?)content["refund_status"]);
        Assert.False(content.ContainsKey("status"));
        Assert.Equal(30, (long)content["amount"]!["refund"]!);
    }

    [Fact]
    public async Task One_number_refunds_once_and_the_sum_stays_within_the_order()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        var refundNo = WeChatClient.Number();

        var first = await client.RefundAsync(client.RefundOf(number, refundNo, 60));
        var same = await client.RefundAsync(client.RefundOf(number, refundNo, 60));
        var other = await client.RefundAsync(client.RefundOf(number, refundNo, 40));
        var tooMuch = await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 41));
        var wrongTotal = await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 40, total: 99));
        var rest = await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 40));

        Assert.Equal(first.Text("refund_id"), same.Text("refund_id"));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (other.Status, other.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (tooMuch.Status, tooMuch.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (wrongTotal.Status, wrongTotal.Code));
        Assert.Equal(HttpStatusCode.OK, rest.Status);
    }

    [Fact]
    public async Task There_are_fifty_refunds_to_an_order()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 1))).Status);
        }

        Assert.Equal("INVALID_REQUEST", (await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 1))).Code);
    }

    [Fact]
    public async Task Unpaid_absent_and_year_old_orders_are_not_refunded()
    {
        var clock = new ManualClock();
        await using var host = await SimulatorHost.StartAsync(options => options.TimeProvider = clock);
        var client = await WeChatClient.CreateAsync(host);
        var unpaid = WeChatClient.Number();
        await client.CreateAsync(unpaid);
        var paid = await client.PaidOrderAsync();
        clock.Advance(TimeSpan.FromDays(366));

        var answers = new[]
        {
            await client.RefundAsync(client.RefundOf(unpaid, WeChatClient.Number(), 1)),
            await client.RefundAsync(client.RefundOf(WeChatClient.Number(), WeChatClient.Number(), 1)),
            await client.RefundAsync(client.RefundOf(paid, WeChatClient.Number(), 1)),
            await client.RefundQueryAsync(WeChatClient.Number()),
        };

        Assert.Equal(["RESOURCE_NOT_EXISTS", "RESOURCE_NOT_EXISTS", "INVALID_REQUEST", "RESOURCE_NOT_EXISTS"], answers.Select(static a => a.Code));
    }

    [Fact]
    public async Task An_abnormal_refund_can_be_sent_to_a_card()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        var refundNo = WeChatClient.Number();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "refundAbnormal", ["outTradeNo"] = number });

        var created = await client.RefundAsync(client.RefundOf(number, refundNo, 10));
        await SimulatorHost.UntilAsync(() => client.RefundQueryAsync(refundNo).GetAwaiter().GetResult().Text("status") == "ABNORMAL");
        var applied = await client.PostAsync(
            $"/v3/refund/domestic/refunds/{created.Text("refund_id")}/apply-abnormal-refund",
            new JsonObject { ["out_refund_no"] = refundNo, ["type"] = "MERCHANT_BANK_CARD" });
        await SimulatorHost.UntilAsync(() => client.RefundQueryAsync(refundNo).GetAwaiter().GetResult().Text("status") == "SUCCESS");

        Assert.Equal("PROCESSING", applied.Text("status"));
        await SimulatorHost.UntilAsync(() => host.Received.Count >= 3);
        Assert.Contains(host.Received, received => received.Text.Contains("REFUND.ABNORMAL", StringComparison.Ordinal));
        Assert.Contains(host.Received, received => received.Text.Contains("REFUND.SUCCESS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_closed_refund_frees_its_amount_and_a_stuck_one_does_not()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        var closed = WeChatClient.Number();
        var stuck = WeChatClient.Number();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "refundClosed" });
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "refundStuck" });

        await client.RefundAsync(client.RefundOf(number, closed, 100));
        await SimulatorHost.UntilAsync(() => client.RefundQueryAsync(closed).GetAwaiter().GetResult().Text("status") == "CLOSED");
        var second = await client.RefundAsync(client.RefundOf(number, stuck, 100));
        var third = await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 1));
        await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal("PROCESSING", (await client.RefundQueryAsync(stuck)).Text("status"));
        Assert.Equal("INVALID_REQUEST", third.Code);
    }
}
