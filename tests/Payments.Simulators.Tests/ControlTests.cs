using System.Net;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task A_scenario_is_refused_with_a_remedy_when_it_makes_no_sense()
    {
        await using var host = await SimulatorHost.StartAsync();

        var (status, body) = await host.PostAsync("/_sim/scenario", new JsonObject { ["channel"] = "wechat", ["kind"] = "melt" });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("error5xxAfterCharge", (string?)body["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrongAmount", null, true)]
    [InlineData("wrong-amount", null, true)]
    [InlineData("5xx after charge", null, true)]
    [InlineData("stale_clock", "query", true)]
    [InlineData("lost", "query", false)]
    [InlineData("reset", "notify", false)]
    public async Task Scenario_names_are_read_kindly_and_contradictions_refused(string kind, string? operation, bool fine)
    {
        await using var host = await SimulatorHost.StartAsync();

        var (status, _) = await host.PostAsync("/_sim/scenario", new JsonObject { ["channel"] = "wechat", ["kind"] = kind, ["operation"] = operation });

        Assert.Equal(fine ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Paying_an_unknown_order_is_a_clear_404()
    {
        await using var host = await SimulatorHost.StartAsync();

        var (status, body) = await host.PayAsync("wechat", "NO_SUCH_ORDER");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotNull(body["message"]);
    }
}
