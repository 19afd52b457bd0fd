using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class BillTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task A_trade_bill_lists_the_day_and_its_sums()
    {
        var clock = new ManualClock(Noon);
        await using var host = await SimulatorHost.StartAsync(options => options.TimeProvider = clock);
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync(total: 10_000);
        var refundNo = WeChatClient.Number();
        await client.RefundAsync(client.RefundOf(number, refundNo, 2_500, total: 10_000));
        await client.PaidOrderAsync(total: 50);
        clock.Advance(TimeSpan.FromDays(1));

        var answer = await client.GetAsync("/v3/bill/tradebill?bill_date=2026-05-04");
        var file = await DownloadAsync(client, answer);

        Assert.Equal([0xEF, 0xBB, 0xBF], file.Raw[..3]);
        Assert.DoesNotContain("Wechatpay-Signature", file.Headers);
        Assert.Equal("SHA1", answer.Text("hash_type"));
        Assert.Equal(answer.Text("hash_value"), Convert.ToHexStringLower(SHA1.HashData(file.Raw)));
        var lines = Encoding.UTF8.GetString(file.Raw[3..]).Split("\r\n");
        Assert.Equal(7, lines.Length);
        Assert.Equal("", lines[^1]);
        Assert.Equal(27, lines[0].Split(',').Length);
        var payment = lines[1].Split(",`");
        Assert.Equal(27, payment.Length);
        Assert.Equal($"`{Noon:yyyy-MM-dd HH:mm:ss}", payment[0]);
        Assert.Equal(["SUCCESS", "OTHERS", "CNY", "100.00", "0.00", "0", "0", "0.00", "0.00", "", ""], payment[9..20]);
        Assert.Equal(["0.60000", "0.60%", "100.00", "0.00", ""], payment[22..]);
        var refund = lines.Single(line => line.Contains(refundNo, StringComparison.Ordinal)).Split(",`");
        Assert.Equal(["REFUND", "OTHERS", "CNY", "0.00", "0.00"], refund[9..14]);
        Assert.Equal([refundNo, "25.00", "0.00", "ORIGINAL", "SUCCESS"], refund[15..20]);
        Assert.Equal("`3.0,`100.50,`25.00,`0.0,`0.45,`100.50,`25.00", lines[^2]);
    }

    [Theory]
    [InlineData("SUCCESS", 20, 1)]
    [InlineData("REFUND", 29, 1)]
    [InlineData("ALL", 27, 2)]
    public async Task Each_type_has_its_columns_plain_and_gzipped(string type, int columns, int rows)
    {
        var clock = new ManualClock(Noon);
        await using var host = await SimulatorHost.StartAsync(options => options.TimeProvider = clock);
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync();
        await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 1));
        clock.Advance(TimeSpan.FromDays(1));

        var answer = await client.GetAsync($"/v3/bill/tradebill?bill_date=2026-05-04&bill_type={type}&tar_type=GZIP");
        var file = await DownloadAsync(client, answer);

        Assert.Equal("application/x-gzip", file.Headers["Content-Type"]);
        Assert.EndsWith("&tartype=gzip", answer.Text("download_url"), StringComparison.Ordinal);
        using var plain = new MemoryStream();
        await new GZipStream(new MemoryStream(file.Raw), CompressionMode.Decompress).CopyToAsync(plain, TestContext.Current.CancellationToken);
        Assert.Equal(answer.Text("hash_value"), Convert.ToHexStringLower(SHA1.HashData(plain.ToArray())));
        var lines = Encoding.UTF8.GetString(plain.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(rows + 3, lines.Length);
        Assert.All(lines[..(rows + 1)], line => Assert.Equal(columns, line.Split(',').Length));
    }

    [Fact]
    public async Task A_fund_bill_bridges_to_its_balance()
    {
        var clock = new ManualClock(Noon);
        await using var host = await SimulatorHost.StartAsync(options => options.TimeProvider = clock);
        var client = await WeChatClient.CreateAsync(host);
        var number = await client.PaidOrderAsync(total: 10_000);
        await client.RefundAsync(client.RefundOf(number, WeChatClient.Number(), 2_500, total: 10_000));
        clock.Advance(TimeSpan.FromDays(1));

        var file = await DownloadAsync(client, await client.GetAsync("/v3/bill/fundflowbill?bill_date=2026-05-04"));

        var lines = Encoding.UTF8.GetString(file.Raw[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("记账时间,微信支付业务单号,资金流水单号", lines[0], StringComparison.Ordinal);
        Assert.Equal(7, lines.Length);
        Assert.Equal("`4.0,`2.0,`100.15,`2.0,`25.60", lines[^1]);
        var balance = decimal.Parse(lines[4].Split(",`")[7], CultureInfo.InvariantCulture);
        Assert.Equal(100.15m - 25.60m, balance);
    }

    [Fact]
    public async Task Bills_come_when_they_are_ready()
    {
        var clock = new ManualClock(Noon);
        await using var host = await SimulatorHost.StartAsync(options => options.TimeProvider = clock);
        var client = await WeChatClient.CreateAsync(host);
        await client.PaidOrderAsync();
        Task<Answer> Ask(string day) => client.GetAsync($"/v3/bill/tradebill?bill_date={day}");

        var today = await Ask("2026-05-04");
        clock.Advance(TimeSpan.FromHours(21));
        var nineOClock = await Ask("2026-05-04");
        clock.Advance(TimeSpan.FromHours(1));
        var tenOClock = await Ask("2026-05-04");
        var quietDay = await Ask("2026-05-03");
        var longAgo = await Ask("2026-01-03");
        var nonsense = await Ask("2026-13-01");

        Assert.Equal("INVALID_REQUEST", today.Code);
        Assert.Equal((HttpStatusCode.BadRequest, "STATEMENT_CREATING"), (nineOClock.Status, nineOClock.Code));
        Assert.Equal(HttpStatusCode.OK, tenOClock.Status);
        Assert.Equal((HttpStatusCode.BadRequest, "NO_STATEMENT_EXIST"), (quietDay.Status, quietDay.Code));
        Assert.Equal("INVALID_REQUEST", longAgo.Code);
        Assert.Equal("PARAM_ERROR", nonsense.Code);
    }

    [Fact]
    public async Task A_bill_address_works_once_in_time_and_for_its_owner()
    {
        var clock = new ManualClock(Noon);
        await using var host = await SimulatorHost.StartAsync(options =>
        {
            options.TimeProvider = clock;
            options.BillsAtOnce = true;
        });
        var client = await WeChatClient.CreateAsync(host);
        var other = new WeChatClient(host, (System.Text.Json.Nodes.JsonObject)(await host.GetAsync("/_sim/credentials?merchant=backup"))["wechat"]!);
        await client.PaidOrderAsync();
        async Task<Answer> AskAsync() => await client.GetAsync("/v3/bill/tradebill?bill_date=2026-05-04");

        var first = await AskAsync();
        Assert.Equal("NO_AUTH", (await DownloadAsync(other, first)).Code);
        Assert.Equal(HttpStatusCode.OK, (await DownloadAsync(client, first)).Status);
        Assert.Equal("INVALID_REQUEST", (await DownloadAsync(client, first)).Code);
        var second = await AskAsync();
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("INVALID_REQUEST", (await DownloadAsync(client, second)).Code);
    }

    private static Task<Answer> DownloadAsync(WeChatClient client, Answer bill)
    {
        Assert.True(bill.Status == HttpStatusCode.OK, Encoding.UTF8.GetString(bill.Raw));
        return client.GetAsync(new Uri(bill.Text("download_url")!).PathAndQuery);
    }
}
