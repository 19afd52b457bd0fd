using System.Text.Json.Nodes;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Control;

internal static class ScenarioReader
{
    private static readonly string[] Known =
        ["channel", "kind", "operation", "outTradeNo", "times", "delayMs", "amount", "copies", "status", "code", "message", "fields"];

    /// <summary>The scenario in the body, or what is wrong with it.</summary>
    public static (Scenario? Scenario, string? Problem) Read(JsonObject body, SimulatorWorld world)
    {
        if (body.FirstOrDefault(member => !Known.Contains(member.Key)) is { Key: { } unknown })
        {
            return (null, $"Unknown member '{unknown}'. Known: {string.Join(", ", Known)}.");
        }

        if (world.FindChannel(ControlJson.Text(body, "channel")) is not { } channel)
        {
            return (null, $"channel must be one of {string.Join(", ", world.Channels.Select(c => c.Name))}.");
        }

        if (!ScenarioNames.TryParse(ControlJson.Text(body, "kind"), out var kind))
        {
            return (null, $"kind must be one of {string.Join(", ", ScenarioNames.All)}.");
        }

        var times = ControlJson.Number(body, "times") ?? 1;
        if (times is < 1 or > 1_000_000)
        {
            return (null, "times must be 1 to 1000000.");
        }

        var scenario = new Scenario
        {
            Channel = channel.Name,
            Kind = kind,
            Operation = ControlJson.Text(body, "operation"),
            OutTradeNo = ControlJson.Text(body, "outTradeNo"),
            Times = (int)times,
            DelayMs = (int?)Clamp(ControlJson.Number(body, "delayMs")),
            Amount = ControlJson.Number(body, "amount"),
            Copies = (int)(Clamp(ControlJson.Number(body, "copies")) ?? 2),
            Status = (int?)Clamp(ControlJson.Number(body, "status")),
            Code = ControlJson.Text(body, "code"),
            Message = ControlJson.Text(body, "message"),
            Fields = body["fields"]?.DeepClone() as JsonObject,
        };
        return scenario.IsContradiction
            ? (null, $"{ScenarioNames.NameOf(kind)} never happens to '{scenario.Operation}'. Leave operation out to have what suits the kind.")
            : (scenario, null);
    }

    private static long? Clamp(long? number) => number is { } value ? Math.Clamp(value, -1_000_000_000, 1_000_000_000) : null;
}
