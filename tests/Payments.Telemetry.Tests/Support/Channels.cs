using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Payments.Simulators;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Payments.Telemetry.Tests.Support.Channels))]

namespace Payments.Telemetry.Tests.Support;

/// <summary>Both channels on a free loopback port, once for all tests. Nothing of theirs is logged: what is found is ours.</summary>
public sealed class Channels : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-telemetry-").FullName;
    private WebApplication? _app;

    public Uri Address => new(_app!.Urls.Single());

    public HttpClient Http { get; private set; } = null!;

    public JsonNode Main { get; private set; } = null!;

    public JsonNode Backup { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = _folder;
            options.TimeScale = 0.001;
        });
        _app = builder.Build();
        _app.MapPaymentSimulators();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) }; // keys are made at the first question
        Main = (await Http.GetFromJsonAsync<JsonNode>("/_sim/credentials"))!;
        Backup = (await Http.GetFromJsonAsync<JsonNode>("/_sim/credentials?merchant=backup"))!;
    }

    public async Task PayAsync(string channel, string outTradeNo, string? payer = null)
    {
        using var response = await Http.PostAsJsonAsync("/_sim/pay", new { channel, outTradeNo, payer });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task ScenarioAsync(object scenario)
    {
        using var response = await Http.PostAsJsonAsync("/_sim/scenario", scenario);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task ForgetScenariosAsync() => Http.DeleteAsync("/_sim/scenarios");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
