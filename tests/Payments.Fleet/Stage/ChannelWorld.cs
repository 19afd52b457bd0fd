using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Fleet.Reckoning;
using Payments.Simulators;
using Payments.Simulators.Scenarios;

namespace Payments.Fleet.Stage;

/// <summary>The simulated channels, which know what was paid and what went back, and the merchant's receiver of webhooks; both in this process.</summary>
internal sealed class ChannelWorld : IAsyncDisposable
{
    private const int MostOrders = 2_000_000;
    private const int MostListed = 100_000;
    private const int Margin = 1_000;
    private const double Hurry = 0.02;

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private ChannelWorld(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        World = app.Services.GetRequiredService<SimulatorWorld>();
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri Address { get; }

    public SimulatorWorld World { get; }

    public static async Task<ChannelWorld> StartAsync(IReadOnlyList<NodeSlot> slots, WebhookSink sink)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.TimeScale = Hurry;
            options.MaxOrders = MostOrders;
            options.MaxNotifications = MostListed;
            options.MaxConcurrentNotifications = 128;
            options.NotificationHandler = () => new CallbackFront(slots);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebhookSink.AddTo(builder.Services);
        var app = builder.Build();
        app.MapPaymentSimulators();
        sink.MapTo(app);
        await app.StartAsync();
        return new ChannelWorld(app);
    }

    /// <summary>The payer pays.</summary>
    /// <returns>Why it could not be paid; <see langword="null"/> when it was.</returns>
    public string? Pay(string account, string attemptNo)
    {
        try
        {
            World.Pay(ChannelOf(account), attemptNo);
            return null;
        }
        catch (InvalidOperationException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>The payer looks at an Alipay order: from then on it can be closed.</summary>
    public async Task OpenAsync(string attemptNo)
    {
        using var answer = await _http.PostAsJsonAsync("/_sim/alipay/open", new { outTradeNo = attemptNo });
    }

    public void Trouble(ScenarioKind kind, string channel, string? operation, string? attemptNo) =>
        World.Add(new Scenario { Channel = channel, Kind = kind, Operation = operation, OutTradeNo = attemptNo, Copies = 3 });

    /// <summary>Troubles whose moment did not come, as the lost callback of an order that nobody paid, are not left to gather.</summary>
    public async Task ForgetTroublesAsync()
    {
        using var answer = await _http.DeleteAsync("/_sim/scenarios");
    }

    /// <summary>What the channels know, the newest first, whatever the merchant's store says.</summary>
    /// <param name="orders">How many orders were made: there are a few attempts for some.</param>
    public async Task<IReadOnlyList<Trade>> TradesAsync(int orders)
    {
        var limit = Math.Min((orders * 2) + Margin, MostListed);
        var backup = (string)World.Credentials("backup")["wechat"]!["mchId"]!;
        var trades = await _http.GetFromJsonAsync<JsonArray>($"/_sim/orders?limit={limit}");
        return [.. trades!.Select(trade => (string)trade!["channel"]! == "wechat" ? WeChat(trade, backup) : Alipay(trade))];
    }

    public static string ChannelOf(string account) => account.StartsWith("wechat", StringComparison.Ordinal) ? "wechat" : "alipay";

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private static Trade WeChat(JsonNode trade, string backup) => new(
        (string)trade["mchId"]! == backup ? FleetSettings.Backup : FleetSettings.Primary,
        (string)trade["outTradeNo"]!,
        (string)trade["status"]! switch
        {
            "paid" => TradeState.Paid,
            "notpay" or "userpaying" => TradeState.Payable,
            _ => TradeState.Closed,
        },
        (long)trade["amount"]!,
        (long)trade["refunded"]!);

    private static Trade Alipay(JsonNode trade)
    {
        var refunded = Fen((string)trade["refundedAmount"]!);
        return new Trade(
            FleetSettings.Alipay,
            (string)trade["outTradeNo"]!,
            (string)trade["status"]! switch
            {
                "TRADE_SUCCESS" or "TRADE_FINISHED" => TradeState.Paid,
                "TRADE_CLOSED" when refunded > 0 => TradeState.Paid, // all of it went back
                "TRADE_CLOSED" => TradeState.Closed,
                "UNOPENED" => TradeState.Unopened,
                _ => TradeState.Payable,
            },
            Fen((string)trade["totalAmount"]!),
            refunded);
    }

    private static long Fen(string yuan) => (long)(decimal.Parse(yuan, System.Globalization.CultureInfo.InvariantCulture) * 100);

    /// <summary>Leaves signals to the program: a host that heard them would stop by itself, and the load would go on without it.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
