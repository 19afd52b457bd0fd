using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Control;

/// <summary><c>/_sim/…</c>: the strings behind the simulated world. Open to whoever reaches the address; keep it on the loopback.</summary>
internal static class ControlEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, SimulatorWorld world)
    {
        Get(endpoints, "/_sim/credentials", context => CredentialsAsync(context, world));
        Get(endpoints, "/_sim/calls", context => ListAsync(context, world.Calls, ControlJsonContext.Default.SimulatorCall));
        Get(endpoints, "/_sim/notifications", context => ListAsync(context, world.Notifications, ControlJsonContext.Default.SimulatorNotification));
        Get(endpoints, "/_sim/orders", context => OrdersAsync(context, world));
        Get(endpoints, "/_sim/scenarios", context => ScenariosAsync(context, world));
        endpoints.MapDelete("/_sim/scenarios", (RequestDelegate)(context => ForgetScenariosAsync(context, world))).AllowAnonymous().ExcludeFromDescription();
        Post(endpoints, "/_sim/pay", context => PayAsync(context, world));
        Post(endpoints, "/_sim/scenario", context => ScenarioAsync(context, world));
        Post(endpoints, "/_sim/reset", context =>
        {
            world.Reset();
            return ControlJson.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["reset"] = true });
        });
    }

    private static void Get(IEndpointRouteBuilder endpoints, string path, RequestDelegate handler) =>
        endpoints.MapGet(path, handler).AllowAnonymous().ExcludeFromDescription();

    private static void Post(IEndpointRouteBuilder endpoints, string path, RequestDelegate handler) =>
        endpoints.MapPost(path, handler).AllowAnonymous().ExcludeFromDescription();

    private static Task CredentialsAsync(HttpContext context, SimulatorWorld world)
    {
        var merchant = (string?)context.Request.Query["merchant"];
        if (merchant is not null && (merchant.Length is 0 or > 32 || !merchant.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
        {
            return ControlJson.RefuseAsync(context, StatusCodes.Status400BadRequest, "BAD_MERCHANT", "merchant is a name of 1 to 32 of a-z, 0-9 and '-'.");
        }

        return ControlJson.WriteAsync(context, StatusCodes.Status200OK, world.Credentials(merchant));
    }

    private static async Task PayAsync(HttpContext context, SimulatorWorld world)
    {
        var body = await ControlJson.ReadAsync(context) ?? [];
        if (world.FindChannel(ControlJson.Text(body, "channel")) is not { } channel || ControlJson.Text(body, "outTradeNo") is not { Length: > 0 } outTradeNo)
        {
            await ControlJson.RefuseAsync(
                context, StatusCodes.Status400BadRequest, "BAD_REQUEST", "Send {\"channel\":\"wechat\" or \"alipay\",\"outTradeNo\":\"…\"}.");
            return;
        }

        var answer = channel.Pay(new PayerCommand(outTradeNo, ControlJson.Text(body, "payer")));
        await ControlJson.WriteAsync(context, answer.Status, answer.Body);
    }

    private static async Task ScenarioAsync(HttpContext context, SimulatorWorld world)
    {
        var (scenario, problem) = ScenarioReader.Read(await ControlJson.ReadAsync(context) ?? [], world);
        if (scenario is null)
        {
            await ControlJson.RefuseAsync(context, StatusCodes.Status400BadRequest, "BAD_SCENARIO", problem!);
            return;
        }

        world.Add(scenario);
        await ControlJson.WriteAsync(context, StatusCodes.Status200OK, Describe(scenario, scenario.Times));
    }

    private static Task ScenariosAsync(HttpContext context, SimulatorWorld world)
    {
        var list = new JsonArray();
        foreach (var (scenario, left) in world.Scenarios)
        {
            list.Add((JsonNode)Describe(scenario, left));
        }

        return ControlJson.WriteAsync(context, StatusCodes.Status200OK, list);
    }

    private static Task ForgetScenariosAsync(HttpContext context, SimulatorWorld world)
    {
        world.ForgetScenarios();
        return ControlJson.WriteAsync(context, StatusCodes.Status200OK, new JsonArray());
    }

    private static JsonObject Describe(Scenario scenario, int left) => new()
    {
        ["channel"] = scenario.Channel,
        ["kind"] = ScenarioNames.NameOf(scenario.Kind),
        ["operation"] = scenario.Operation,
        ["outTradeNo"] = scenario.OutTradeNo,
        ["left"] = left,
    };

    private static Task OrdersAsync(HttpContext context, SimulatorWorld world)
    {
        var limit = Limit(context);
        var list = new JsonArray();
        foreach (var channel in world.Channels.Where(c => (string?)context.Request.Query["channel"] is not { } wanted || wanted == c.Name))
        {
            foreach (var order in channel.Orders(limit))
            {
                list.Add((JsonNode)order);
            }
        }

        return ControlJson.WriteAsync(context, StatusCodes.Status200OK, list);
    }

    /// <summary>Items whose members equal the query's parameters; <c>limit</c> (default 1,000) keeps the newest.</summary>
    private static Task ListAsync<T>(HttpContext context, IReadOnlyList<T> items, JsonTypeInfo<T> type)
    {
        var query = context.Request.Query.Where(static q => q.Key != "limit").ToArray();
        var limit = Limit(context);
        var found = new List<JsonNode>();
        for (var i = items.Count - 1; i >= 0 && found.Count < limit; i--)
        {
            var node = JsonSerializer.SerializeToNode(items[i], type)!;
            if (Array.TrueForAll(query, q => string.Equals(node[q.Key]?.ToString(), q.Value, StringComparison.OrdinalIgnoreCase)))
            {
                found.Add(node);
            }
        }

        found.Reverse();
        var list = new JsonArray();
        found.ForEach(node => list.Add(node));
        return ControlJson.WriteAsync(context, StatusCodes.Status200OK, list);
    }

    private static int Limit(HttpContext context) =>
        int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, 100_000) : 1_000;
}
