using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Payments.EndToEnd.Tests.Support;
using Payments.Simulators;

[assembly: AssemblyFixture(typeof(SimulatorFixture))]

namespace Payments.EndToEnd.Tests.Support;

/// <summary>Both channels on a free loopback port, once for all tests; notices come a thousand times faster than in reality.</summary>
public sealed class SimulatorFixture : IAsyncLifetime
{
    private WebApplication? _app;

    public string DataFolder { get; } = Directory.CreateTempSubdirectory("payments-e2e-").FullName;

    public Uri Address => new(_app!.Urls.Single());

    public HttpClient Http { get; private set; } = null!;

    public JsonNode Credentials { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = DataFolder;
            options.TimeScale = 0.001;
            options.BillsAtOnce = true;
        });
        _app = builder.Build();
        _app.MapPaymentSimulators();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        Credentials = (await Http.GetFromJsonAsync<JsonNode>("/_sim/credentials"))!;
    }

    public async Task PayAsync(string channel, string outTradeNo)
    {
        using var response = await Http.PostAsJsonAsync("/_sim/pay", new { channel, outTradeNo });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task ScenarioAsync(object scenario)
    {
        using var response = await Http.PostAsJsonAsync("/_sim/scenario", scenario);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A key or certificate of the simulated platforms, as an attacker who stole it would have it.</summary>
    public string Identity(string file, string member) =>
        (string)JsonNode.Parse(File.ReadAllText(Path.Combine(DataFolder, $"simulator-{file}.json")))![member]!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }
}
