using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayNotificationTests
{
    [Fact]
    public async Task A_payment_is_announced_with_a_proven_form()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("12.34", notify: true);

        var notice = Assert.Single(await world.Host.WaitForAsync(1));
        var fields = Fields(notice);

        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", notice.Headers["Content-Type"]);
        Assert.True(IsProven(world, fields));
        Assert.Equal("trade_status_sync", fields["notify_type"]);
        Assert.Equal("TRADE_SUCCESS", fields["trade_status"]);
        Assert.Equal(number, fields["out_trade_no"]);
        Assert.Equal("12.34", fields["total_amount"]);
        Assert.Equal(world.Client.AppId, fields["app_id"]);
        Assert.Equal(world.Client.SellerId, fields["seller_id"]);
        Assert.Equal("一杯咖啡", fields["subject"]);
        Assert.False(fields.ContainsKey("refund_fee"));
        Assert.Equal("ALIPAYACCOUNT", (string?)JsonNode.Parse(fields["fund_bill_list"])![0]!["fundChannel"]);
    }

    [Fact]
    public async Task A_gbk_order_is_announced_in_gbk()
    {
        await using var world = await StartAsync();
        world.Client.Charset = "gbk";
        await world.PaidAsync(notify: true);

        var fields = Fields((await world.Host.WaitForAsync(1))[0], "gbk");

        Assert.Equal("一杯咖啡", fields["subject"]);
        Assert.True(IsProven(world, fields));
    }

    [Theory]
    [InlineData(200, "SUCCESS")]
    [InlineData(200, "\"success\"")]
    [InlineData(200, "success\n")]
    [InlineData(200, "fail")]
    [InlineData(500, "success")]
    [InlineData(302, "success")]
    public async Task Anything_but_success_is_repeated_under_the_same_id(int status, string body)
    {
        await using var world = await StartAsync(static options => options.TimeScale = 0.00001);
        world.Host.Reply = _ => (status, body);
        await world.PaidAsync(notify: true);

        var notices = await world.Host.WaitForAsync(8);
        await Task.Delay(1_000, TestContext.Current.CancellationToken);

        Assert.Equal(8, world.Host.Received.Count);
        Assert.Single(notices.Select(static notice => Fields(notice)["notify_id"]).Distinct(StringComparer.Ordinal));
        Assert.All(notices, notice => Assert.True(IsProven(world, Fields(notice))));
    }

    [Fact]
    public async Task The_gaps_follow_the_official_schedule()
    {
        await using var world = await StartAsync(static options => options.TimeScale = 0.0005); // 4 min: 120 ms, 10 min: 300 ms
        world.Host.Reply = static _ => (500, "");
        await world.PaidAsync(notify: true);

        var at = (await world.Host.WaitForAsync(4)).Select(static notice => notice.At).ToArray();

        Assert.InRange((at[1] - at[0]).TotalMilliseconds, 100, 1_500);
        Assert.InRange((at[2] - at[1]).TotalMilliseconds, 280, 1_500);
        Assert.InRange((at[3] - at[2]).TotalMilliseconds, 280, 1_500);
    }

    [Fact]
    public async Task A_refund_is_announced_at_the_payments_address_with_the_sum_so_far()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("10.00", notify: true);
        await world.Host.WaitForAsync(1);
        await world.RefundAsync(number, "3.00", "R1");
        await world.Host.WaitForAsync(2);
        await world.RefundAsync(number, "7.00", "R2");

        var notices = await world.Host.WaitForAsync(3);
        var (partial, full) = (Fields(notices[1]), Fields(notices[2]));

        Assert.Equal(("TRADE_SUCCESS", "3.00", "R1"), (partial["trade_status"], partial["refund_fee"], partial["out_biz_no"]));
        Assert.Equal(("TRADE_CLOSED", "10.00", "R2"), (full["trade_status"], full["refund_fee"], full["out_biz_no"]));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$", full["gmt_refund"]);
        Assert.True(IsProven(world, full));
    }

    [Fact]
    public async Task A_close_has_no_refund_fields_and_a_late_finish_a_refund_of_nothing()
    {
        await using var world = await StartAsync();
        var closed = await world.CreateAsync(notify: true);
        await world.Client.SucceedAsync("alipay.trade.close", Of(closed));
        await world.Host.WaitForAsync(1);
        var finished = await world.PaidAsync(notify: true);
        await world.Host.WaitForAsync(2);
        var (status, _) = await world.Host.PostAsync("/_sim/alipay/finish", new JsonObject { ["outTradeNo"] = finished });

        var notices = await world.Host.WaitForAsync(3);
        var (close, finish) = (Fields(notices[0]), Fields(notices[2]));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("TRADE_CLOSED", close["trade_status"]);
        Assert.False(close.ContainsKey("refund_fee") || close.ContainsKey("gmt_refund") || close.ContainsKey("gmt_payment"));
        Assert.Equal(("TRADE_FINISHED", "0.00"), (finish["trade_status"], finish["refund_fee"]));
    }

    [Fact]
    public async Task A_trade_whose_time_is_over_is_announced_by_itself()
    {
        await using var world = await StartAsync();
        await world.CreateAsync(notify: true);

        world.Clock.Advance(TimeSpan.FromDays(16));

        Assert.Equal("TRADE_CLOSED", Fields((await world.Host.WaitForAsync(1))[0])["trade_status"]);
    }

    [Fact]
    public async Task A_face_to_face_close_is_silent()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        await world.Client.SucceedAsync("alipay.trade.precreate", Order(number), world.Extra(notify: true));
        await world.Host.PostAsync("/_sim/alipay/open", new JsonObject { ["outTradeNo"] = number });
        await world.Client.SucceedAsync("alipay.trade.close", Of(number));
        await world.PaidAsync(notify: true);

        Assert.Equal("TRADE_SUCCESS", Fields(Assert.Single(await world.Host.WaitForAsync(1)))["trade_status"]);
    }

    [Theory]
    [InlineData("tampered")]
    [InlineData("wrongSignature")]
    [InlineData("probe")]
    public async Task A_forged_notice_does_not_verify(string kind)
    {
        await using var world = await StartAsync();
        await world.ScenarioAsync(kind, "notify");
        await world.PaidAsync(notify: true);

        Assert.False(IsProven(world, Fields((await world.Host.WaitForAsync(1))[0])));
    }

    [Fact]
    public async Task A_wrong_amount_wrong_fields_and_a_stale_clock_verify()
    {
        await using var world = await StartAsync();
        var seen = new List<Dictionary<string, string>>();
        foreach (var (kind, more) in new (string, JsonObject)[]
        {
            ("wrongAmount", new JsonObject { ["amount"] = 1 }),
            ("wrongFields", new JsonObject { ["fields"] = new JsonObject { ["app_id"] = "2021000000009999", ["seller_id"] = null } }),
            ("staleClock", []),
        })
        {
            await world.ScenarioAsync(kind, "notify", more);
            await world.PaidAsync(notify: true);
            seen.Add(Fields((await world.Host.WaitForAsync(seen.Count + 1))[^1]));
        }

        Assert.All(seen, fields => Assert.True(IsProven(world, fields)));
        Assert.Equal("0.01", seen[0]["total_amount"]);
        Assert.Equal("2021000000009999", seen[1]["app_id"]);
        Assert.False(seen[1].ContainsKey("seller_id"));
        Assert.True(DateTime.Parse(seen[2]["notify_time"], System.Globalization.CultureInfo.InvariantCulture) < DateTime.UtcNow.AddHours(8).AddMinutes(-9));
    }

    [Fact]
    public async Task A_duplicate_comes_twice_and_a_lost_one_never()
    {
        await using var world = await StartAsync();
        await world.ScenarioAsync("lost");
        await world.PaidAsync(notify: true);
        await world.ScenarioAsync("duplicate");
        var number = await world.PaidAsync(notify: true);

        var notices = await world.Host.WaitForAsync(2);

        Assert.All(notices, notice => Assert.Equal(number, Fields(notice)["out_trade_no"]));
        Assert.Equal(Fields(notices[0])["notify_id"], Fields(notices[1])["notify_id"]);
    }

    internal static Dictionary<string, string> Fields(Received notice, string charset = "utf-8") =>
        notice.Text.Split('&').Select(static pair => pair.Split('=')).ToDictionary(
            static pair => pair[0],
            pair =>
            {
                var bytes = WebUtility.UrlDecodeToBytes(System.Text.Encoding.ASCII.GetBytes(pair[1]), 0, pair[1].Length)!;
                return AlipayTestClient.Encoding(charset).GetString(bytes);
            },
            StringComparer.Ordinal);

    internal static bool IsProven(AlipayWorld world, Dictionary<string, string> fields) =>
        fields.TryGetValue("sign", out var sign) && world.Client.Proves(AlipayTestClient.SignedText(fields, "sign", "sign_type"), sign);
}
