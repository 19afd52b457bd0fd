using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.EndToEnd.Tests.Support;
using Payments.Reconciliation;
using Payments.Simulators;

namespace Payments.EndToEnd.Tests.Flows;

/// <summary>A day of payments at both simulated channels, and the morning after: bills, comparison, repair, breaks, archive, over real HTTP.</summary>
public sealed class ReconciliationFlowTests : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2026, 3, 3);
    private static readonly DateTimeOffset Noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.FromHours(8));

    private readonly ShiftedTime _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-e2e-recon-").FullName;
    private WebApplication _channels = null!;
    private WebApplication _host = null!;
    private HttpClient _http = null!;
    private HttpClient _sim = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _time.MoveTo(Noon);
        var simulators = WebApplication.CreateSlimBuilder();
        simulators.Logging.ClearProviders();
        simulators.Configuration["urls"] = "http://127.0.0.1:0";
        simulators.Services.AddPaymentSimulators(options =>
        {
            options.TimeProvider = _time;
            options.TimeScale = 0.001;
        });
        _channels = simulators.Build();
        _channels.MapPaymentSimulators();
        await _channels.StartAsync(Cancellation);
        _sim = new HttpClient { BaseAddress = new Uri(_channels.Urls.Single()) };
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _sim.Dispose();
        await _host.DisposeAsync();
        await _channels.DisposeAsync();
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_morning_after_all_is_matched_repaired_or_named()
    {
        var paid = new List<JsonNode>();
        foreach (var method in (string[])["wechat.native", "wechat.native", "wechat.native", "alipay.precreate", "alipay.precreate"])
        {
            var order = await CreateAsync(method, $"recon-{paid.Count}");
            await PayAsync(order, method.Split('.')[0]);
            paid.Add(await WaitForAsync(order, "Paid"));
        }

        var lost = new List<JsonNode>();
        foreach (var method in (string[])["wechat.native", "alipay.precreate"])
        {
            var order = await CreateAsync(method, $"lost-{method}");
            await ScenarioAsync(new { kind = "lost", channel = method.Split('.')[0] });
            await PayAsync(order, method.Split('.')[0]);
            lost.Add(order);
        }

        await RefundInTheConsoleAsync(paid[0]);
        _time.MoveTo(Noon.AddHours(22.5));

        foreach (var account in (string[])["wechat-main", "alipay-main"])
        {
            using var started = await _http.PostAsJsonAsync("/payments/reconciliation/runs", new { account, day = "2026-03-03", person = "anna" }, Cancellation);
            var said = await started.Content.ReadAsStringAsync(Cancellation);

            // The schedule may have begun the day a moment before.
            Assert.True(started.StatusCode == HttpStatusCode.Accepted || said.Contains("\"run_in_progress\"", StringComparison.Ordinal), said);
        }

        var (wechat, alipay) = (await DoneAsync("wechat-main"), await DoneAsync("alipay-main"));
        Assert.Equal(4, (long)wechat["counts"]!["matched"]!);
        Assert.Equal(1, (long)wechat["counts"]!["channelOnly"]!);
        Assert.Equal(1, (int)wechat["repaired"]!);
        Assert.Equal(3, (long)alipay["counts"]!["matched"]!);
        Assert.Equal(1, (int)alipay["repaired"]!);
        foreach (var order in lost)
        {
            Assert.Equal("Paid", (string)(await GetAsync($"/payments/orders/{order["orderNo"]}"))["status"]!);
        }

        var open = (await GetAsync("/payments/reconciliation/breaks?state=Open,InReview"))["breaks"]!.AsArray();
        var refund = Assert.Single(open)!["break"]!;
        Assert.Equal(("channelOnly", "ChannelConsole", "console0001"), ((string)refund["bucket"]!, (string)refund["cause"]!, (string)refund["attemptNo"]!));
        await SettleAsync(refund);

        var bill = await _http.GetByteArrayAsync($"/payments/reconciliation/runs/{wechat["runId"]}/files/bill.csv", Cancellation);
        Assert.Equal((string)wechat["billSha256"]!, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bill)));
        using var none = await _http.GetAsync($"/payments/reconciliation/runs/{wechat["runId"]}/files/other.csv", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Before_the_channel_has_the_bill_the_run_waits()
    {
        var order = await CreateAsync("wechat.native", "early");
        await PayAsync(order, "wechat");
        await WaitForAsync(order, "Paid");
        _time.MoveTo(Noon.AddHours(15)); // three in the morning: the schedule has begun, and the channel has not made the bill
        var run = await RunAsync("wechat-main", run => (string)run["state"]! == "Waiting" && run["error"] is not null);
        Assert.Equal("statement_not_ready", (string)run["error"]!["code"]!);
        _time.MoveTo(Noon.AddHours(23));
        var done = await DoneAsync("wechat-main");
        Assert.Equal(1, (long)done["counts"]!["matched"]!);
    }

    private async Task StartHostAsync()
    {
        var credentials = (await _sim.GetFromJsonAsync<JsonNode>("/_sim/credentials", Cancellation))!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{Ports.Free()}";
        builder.Configuration["urls"] = address;
        foreach (var (key, value) in Merchant.Settings(credentials, _sim.BaseAddress!, address, Path.Combine(_folder, "payments.db")))
        {
            builder.Configuration[key] = value;
        }

        builder.Configuration["Payments:Sweeper:Enabled"] = "false"; // else it finds what was lost long before the morning
        builder.Configuration["Payments:Reconciliation:WorkFolder"] = Path.Combine(_folder, "work");
        builder.Configuration["Payments:Reconciliation:Archive:Folder"] = Path.Combine(_folder, "archive");
        builder.Configuration["Payments:Reconciliation:PollInterval"] = "00:00:00.1";
        builder.Configuration["Payments:Reconciliation:Accounts:0"] = "wechat-main";
        builder.Configuration["Payments:Reconciliation:Accounts:1"] = "alipay-main";
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddPayments().AddWeChat().AddAlipay().UseSqlite().AddReconciliation();
        _host = builder.Build();
        _host.MapPayments();
        _host.MapPaymentReconciliation();
        await _host.StartAsync(Cancellation);
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    private async Task<JsonNode> CreateAsync(string method, string number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders")
        {
            Content = JsonContent.Create(new
            {
                merchantOrderNo = number,
                amount = new { currency = "CNY", minorUnits = 8_800 },
                method,
                subject = "红茶 100 g",
                channelAccount = method.StartsWith("wechat", StringComparison.Ordinal) ? "wechat-main" : "alipay-main",
            }),
        };
        request.Headers.Add("Idempotency-Key", number);
        using var response = await _http.SendAsync(request, Cancellation);
        var body = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.True(response.StatusCode == HttpStatusCode.Created, body.ToString());
        return body;
    }

    private async Task PayAsync(JsonNode order, string channel)
    {
        using var response = await _sim.PostAsJsonAsync("/_sim/pay", new { channel, outTradeNo = (string)order["attempts"]![0]!["attemptNo"]! }, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task ScenarioAsync(object scenario)
    {
        using var response = await _sim.PostAsJsonAsync("/_sim/scenario", scenario, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>With a number that is none of ours, and nobody hears of it.</summary>
    private async Task RefundInTheConsoleAsync(JsonNode order)
    {
        await ScenarioAsync(new { kind = "lost", channel = "wechat" });
        var channel = Assert.IsType<IRefunds>(_host.Services.GetRequiredService<IPaymentChannels>().Find("wechat-main"), exactMatch: false);
        var outcome = await channel.RefundAsync(
            new ChannelRefundOrder
            {
                RefundNo = "console0001",
                AttemptNo = (string)order["attempts"]![0]!["attemptNo"]!,
                ChannelTransactionId = (string)order["channelTransactionId"]!,
                Amount = Money.FromMinorUnits(100, Currency.Cny),
                Total = Money.FromMinorUnits(8_800, Currency.Cny),
                NotifyUrl = $"{_http.BaseAddress}payments/notify/wechat-main",
            },
            Cancellation);
        Assert.IsType<ChannelOutcome<ChannelRefund>.Accepted>(outcome);
    }

    private async Task SettleAsync(JsonNode row)
    {
        var address = $"/payments/reconciliation/breaks/{row["breakId"]}/actions";
        var command = new { action = "Resolve", version = (long)row["version"]!, person = "anna", reason = "made in the console on the phone", evidence = "ticket 12", resolution = "Adjust" };
        using var stale = await _http.PostAsJsonAsync(address, command with { version = 7 }, Cancellation);
        Assert.Equal((HttpStatusCode.Conflict, "break_changed"), (stale.StatusCode, (string)(await stale.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["code"]!));
        using var bare = await _http.PostAsJsonAsync(address, command with { evidence = "" }, Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bare.StatusCode);
        using var done = await _http.PostAsJsonAsync(address, command, Cancellation);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal("\"2\"", done.Headers.ETag?.Tag);
        Assert.Empty((await GetAsync("/payments/reconciliation/breaks?state=Open,InReview,Held"))["breaks"]!.AsArray());
    }

    private async Task<JsonNode> DoneAsync(string account) => await RunAsync(account, run => (string)run["state"]! is "Completed" or "Failed");

    private async Task<JsonNode> RunAsync(string account, Func<JsonNode, bool> isWanted)
    {
        JsonNode? run = null;
        for (var n = 0; n < 600; n++)
        {
            using var response = await _http.GetAsync($"/payments/reconciliation/runs/{ReconciliationRun.IdOf(account, Day, StatementKind.Trades)}", Cancellation);
            run = await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation);
            if (response.IsSuccessStatusCode && isWanted(run!))
            {
                return run!;
            }

            await Task.Delay(100, Cancellation);
        }

        throw new TimeoutException($"The run did not come to where it should within a minute: {run}");
    }

    private async Task<JsonNode> WaitForAsync(JsonNode order, string status)
    {
        for (var n = 0; n < 600; n++)
        {
            var now = await GetAsync($"/payments/orders/{order["orderNo"]}");
            if ((string)now["status"]! == status)
            {
                return now;
            }

            await Task.Delay(50, Cancellation);
        }

        throw new TimeoutException($"The order did not become {status}.");
    }

    private async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(path, Cancellation))!;
}
