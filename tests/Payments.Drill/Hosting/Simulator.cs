using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Simulators;

namespace Payments.Drill.Hosting;

/// <summary>A simulated WeChat Pay with one merchant, on a free loopback port: a world of its own, so that one can be sick and the other not.</summary>
internal sealed class Simulator : IAsyncDisposable
{
    private const int MostOrders = 100_000;

    private readonly WebApplication _app;

    private Simulator(WebApplication app, string account)
    {
        _app = app;
        Account = account;
        Address = new Uri(app.Urls.Single());
        World = app.Services.GetRequiredService<SimulatorWorld>();
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The merchant's name of the account here.</summary>
    public string Account { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public SimulatorWorld World { get; }

    public static async Task<Simulator> StartAsync(string account, string mchId)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.TimeScale = 0.001;
            options.MaxOrders = MostOrders;
            options.WeChat.MchId = mchId;
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.MapPaymentSimulators();
        await app.StartAsync();
        return new Simulator(app, account);
    }

    /// <summary>The payer pays.</summary>
    /// <returns>Whether there was something to pay.</returns>
    public bool Pay(string attemptNo)
    {
        try
        {
            World.Pay("wechat", attemptNo);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What the channel knows, whatever the merchant's store says.</summary>
    public async Task<IReadOnlyList<Trade>> TradesAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonArray>($"/_sim/orders?channel=wechat&limit={MostOrders}"))!.Select(trade => new Trade(
            Account,
            (string)trade!["outTradeNo"]!,
            (string)trade["status"]!,
            (long)trade["amount"]!,
            (long)trade["refunded"]!))];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>One order at a channel.</summary>
internal sealed record Trade(string Account, string AttemptNo, string Status, long Amount, long Refunded)
{
    public bool IsPaid => Status == "paid";

    public bool IsPayable => Status is "notpay" or "userpaying";
}
