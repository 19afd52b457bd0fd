using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Notifications;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class NoticeTests
{
    [Fact]
    public async Task An_unacknowledged_notice_comes_sixteen_times_each_signed_afresh()
    {
        // 24 h 4 min shrink to under 90 ms.
        await using var host = await SimulatorHost.StartAsync(options => options.TimeScale = 0.000001);
        var client = await WeChatClient.CreateAsync(host);
        host.Reply = static _ => (500, """{"code":"FAIL","message":"later"}""");
        await client.PaidOrderAsync();

        var received = await host.WaitForAsync(16);
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.Equal(16, host.Received.Count);
        Assert.All(received, notice => Assert.True(client.Verifies(notice)));
        Assert.Single(received.Select(static r => (string?)JsonNode.Parse(r.Body)!["id"]).Distinct(StringComparer.Ordinal));
        Assert.Equal(16, received.Select(static r => r.Headers["Wechatpay-Signature"]).Distinct(StringComparer.Ordinal).Count());
        await SimulatorHost.UntilAsync(() => host.World.Notifications.Count == 16);
        Assert.Equal(Enumerable.Range(1, 16), host.World.Notifications.Select(static n => n.Attempt));
        Assert.All(host.World.Notifications, static n => Assert.Equal("refused", n.Outcome));
    }

    [Fact]
    public async Task The_schedule_is_the_official_one()
    {
        // At a thousandth, gaps below a minute are noise; the fourth (3 min = 180 ms) and fifth (10 min = 600 ms) are not.
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        host.Reply = static _ => (400, "");
        await client.PaidOrderAsync();

        var at = (await host.WaitForAsync(6)).Select(static r => r.At).ToArray();

        Assert.InRange((at[4] - at[3]).TotalMilliseconds, 170, 600);
        Assert.InRange((at[5] - at[4]).TotalMilliseconds, 580, 2000);
    }

    [Theory]
    [InlineData(200, "", true)]
    [InlineData(204, "", true)]
    [InlineData(200, """{"code":"SUCCESS","message":"成功"}""", true)]
    [InlineData(201, "", false)]
    [InlineData(302, "", false)]
    [InlineData(401, "", false)]
    [InlineData(500, """{"code":"SUCCESS"}""", false)]
    public async Task Only_200_and_204_acknowledge(int status, string body, bool ends)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var first = true;
        host.Reply = _ =>
        {
            var reply = first ? (status, status == 204 ? "" : body) : (200, "");
            first = false;
            return reply;
        };
        await client.PaidOrderAsync();

        await host.WaitForAsync(ends ? 1 : 2);
        await Task.Delay(80, TestContext.Current.CancellationToken);

        Assert.Equal(ends ? 1 : 2, host.Received.Count);
    }

    [Theory]
    [InlineData("tampered")]
    [InlineData("probe")]
    [InlineData("wrongSignature")]
    [InlineData("unknownSerial")]
    [InlineData("missingHeaders")]
    public async Task A_spoiled_notice_does_not_verify_and_the_next_one_does(string kind)
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        host.Reply = received => (client.Verifies(received) ? 200 : 401, "");
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = kind });
        await client.PaidOrderAsync();

        var received = await host.WaitForAsync(2);

        Assert.False(client.Verifies(received[0]));
        Assert.True(client.Verifies(received[1]));
        await SimulatorHost.UntilAsync(() => host.World.Notifications.Count == 2);
        Assert.Equal(kind, host.World.Notifications[0].Scenario);
        if (kind == "probe")
        {
            Assert.StartsWith("WECHATPAY/SIGNTEST/", received[0].Headers["Wechatpay-Signature"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Wrong_content_and_a_stale_clock_are_rightly_signed()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "wrongAmount", ["amount"] = 1 });
        await host.ScenarioAsync(new JsonObject
        {
            ["channel"] = "wechat", ["kind"] = "wrongFields", ["fields"] = new JsonObject { ["mchid"] = "1", ["amount"] = new JsonObject { ["currency"] = "USD" } },
        });
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "staleClock", ["delayMs"] = 301_000 });
        for (var i = 1; i <= 3; i++)
        {
            await client.PaidOrderAsync();
            await host.WaitForAsync(i);
        }

        var received = host.Received.ToArray();

        Assert.All(received, notice => Assert.True(client.Verifies(notice)));
        Assert.Equal(1, (long)client.Open(received[0])["amount"]!["total"]!);
        Assert.Equal("1", (string?)client.Open(received[1])["mchid"]);
        Assert.Equal("USD", (string?)client.Open(received[1])["amount"]!["currency"]);
        Assert.Equal(100, (long)client.Open(received[1])["amount"]!["total"]!);
        var age = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(received[2].Headers["Wechatpay-Timestamp"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(age, 300, 310);
    }

    [Fact]
    public async Task Lost_is_never_missed_is_later_duplicate_is_twice()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "lost" });
        await client.PaidOrderAsync();
        await SimulatorHost.UntilAsync(() => host.World.Notifications.Count == 1);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "missed", ["times"] = 2 });
        await client.PaidOrderAsync();
        await host.WaitForAsync(1);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "duplicate", ["copies"] = 3 });
        await client.PaidOrderAsync();
        await host.WaitForAsync(4);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(4, host.Received.Count);
        Assert.Equal(
            ["lost", "missed", "missed", "acknowledged", "acknowledged", "acknowledged", "acknowledged"],
            host.World.Notifications.Select(static n => n.Outcome));
    }

    [Fact]
    public async Task Late_waits_and_reordered_lets_the_next_one_pass()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "reordered", ["delayMs"] = 1500 });
        var first = await client.PaidOrderAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Empty(host.Received);
        var second = await client.PaidOrderAsync();
        var received = await host.WaitForAsync(2);
        Assert.Equal([second, first], received.Select(r => (string?)client.Open(r)["out_trade_no"]));
        await Task.Delay(1600, TestContext.Current.CancellationToken);
        Assert.Equal(2, host.Received.Count);

        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "late", ["delayMs"] = 400 });
        var paidAt = DateTimeOffset.UtcNow;
        await client.PaidOrderAsync();
        Assert.InRange(((await host.WaitForAsync(3))[2].At - paidAt).TotalMilliseconds, 390, 5000);
    }

    [Fact]
    public async Task A_held_notice_without_follower_comes_after_its_time_and_once()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "reordered", ["delayMs"] = 200 });
        await client.PaidOrderAsync();
        await host.WaitForAsync(1);
        await client.PaidOrderAsync();
        await host.WaitForAsync(2);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(2, host.Received.Count);
    }

    [Fact]
    public async Task A_silent_merchant_times_out_and_holds_up_nobody()
    {
        await using var host = await SimulatorHost.StartAsync(options => options.NotificationTimeout = TimeSpan.FromMilliseconds(400));
        var client = await WeChatClient.CreateAsync(host);
        var silent = true;
        host.Reply = received =>
        {
            if (silent)
            {
                silent = false;
                Thread.Sleep(900);
            }

            return (200, "");
        };
        await client.PaidOrderAsync();
        await host.WaitForAsync(1);
        await client.PaidOrderAsync();

        await SimulatorHost.UntilAsync(() => host.World.Notifications.Any(static n => n.Outcome == "timeout"));
        Assert.Equal("acknowledged", host.World.Notifications[0].Outcome);
    }

    [Fact]
    public async Task A_rotation_changes_the_key_and_lists_both_certificates()
    {
        await using var host = await SimulatorHost.StartAsync(options => options.DataFolder = null);
        var client = await WeChatClient.CreateAsync(host);
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "keyRotation" });
        var fresh = await WeChatClient.CreateAsync(host);

        var answer = await client.CreateAsync(WeChatClient.Number(), serial: client.PlatformSerialNo);
        var certificates = await client.GetAsync("/v3/certificates");

        Assert.NotEqual(client.PlatformSerialNo, fresh.PlatformSerialNo, StringComparer.Ordinal);
        Assert.False(client.Verifies(answer));
        Assert.True(fresh.Verifies(answer));
        Assert.Equal(
            [fresh.PlatformSerialNo, client.PlatformSerialNo], ((JsonArray)certificates.Json["data"]!).Select(static c => (string?)c!["serial_no"]));
        Assert.Equal(HttpStatusCode.OK, (await client.CreateAsync(WeChatClient.Number(), serial: client.PublicKeyId)).Status);
    }

    [Fact]
    public void The_log_of_deliveries_is_bounded()
    {
        var ring = new Calls.Ring<SimulatorNotification>(2);
        for (var i = 0; i < 5; i++)
        {
            ring.Add(static n => new SimulatorNotification(n, default, "", "", "", "", "", 1, "lost", null, null, null));
        }

        Assert.Equal([4, 5], ring.Snapshot().Items.Select(static n => n.Sequence));
    }
}
