using System.Text.Json.Nodes;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Notifications;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators;

/// <summary>The simulated world from inside the process: what <c>/_sim/…</c> does over HTTP. Get it from the host's services.</summary>
public sealed class SimulatorWorld
{
    private readonly ScenarioQueue _scenarios;
    private readonly NotificationScheduler _scheduler;
    private readonly Ring<SimulatorCall> _calls;
    private readonly Ring<SimulatorNotification> _notifications;

    internal SimulatorWorld(
        IEnumerable<ISimulatedChannel> channels,
        ScenarioQueue scenarios,
        NotificationScheduler scheduler,
        Ring<SimulatorCall> calls,
        Ring<SimulatorNotification> notifications)
    {
        Channels = [.. channels];
        _scenarios = scenarios;
        _scheduler = scheduler;
        _calls = calls;
        _notifications = notifications;
    }

    /// <summary>The calls the channels received, oldest first, as far as remembered.</summary>
    public IReadOnlyList<SimulatorCall> Calls => _calls.Snapshot().Items;

    /// <summary>The deliveries of notices, oldest first, as far as remembered.</summary>
    public IReadOnlyList<SimulatorNotification> Notifications => _notifications.Snapshot().Items;

    internal IReadOnlyList<ISimulatedChannel> Channels { get; }

    internal IReadOnlyList<(Scenario Scenario, int Left)> Scenarios => _scenarios.Snapshot();

    /// <summary>The JSON of <c>GET /_sim/credentials</c>: one object per channel.</summary>
    /// <param name="merchant">Name of a further merchant, made on first use; null: the default one.</param>
    public JsonObject Credentials(string? merchant = null)
    {
        var all = new JsonObject();
        foreach (var channel in Channels)
        {
            all[channel.Name] = channel.Credentials(merchant);
        }

        return all;
    }

    /// <summary>The payer pays.</summary>
    /// <param name="channel"><c>wechat</c> or <c>alipay</c>.</param>
    /// <param name="outTradeNo">The merchant's order number.</param>
    /// <returns>The JSON of <c>POST /_sim/pay</c>.</returns>
    /// <exception cref="InvalidOperationException">The order is unknown or cannot be paid; the text says why.</exception>
    public JsonObject Pay(string channel, string outTradeNo)
    {
        var answer = Channel(channel).Pay(new PayerCommand(outTradeNo));
        return answer.Status == 200 ? answer.Body : throw new InvalidOperationException($"{answer.Body["code"]}: {answer.Body["message"]}");
    }

    /// <summary>Lets something go wrong.</summary>
    /// <param name="scenario">What, where and how often.</param>
    /// <exception cref="InvalidOperationException">10,000 scenarios wait already.</exception>
    public void Add(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (!Channel(scenario.Channel).TryActAtOnce(scenario) && !_scenarios.TryAdd(scenario))
        {
            throw new InvalidOperationException("10,000 scenarios wait already. POST /_sim/reset clears them.");
        }
    }

    /// <summary>Forgets orders, refunds, bills, scenarios, pending notices and both logs; keeps the keys.</summary>
    public void Reset()
    {
        _scenarios.Clear();
        _scheduler.Clear();
        foreach (var channel in Channels)
        {
            channel.Reset();
        }

        _calls.Clear();
        _notifications.Clear();
    }

    internal void ForgetScenarios() => _scenarios.Clear();

    internal ISimulatedChannel? FindChannel(string? name) => Channels.FirstOrDefault(channel => channel.Name == name);

    private ISimulatedChannel Channel(string name) =>
        FindChannel(name) ?? throw new ArgumentException($"There is no simulated channel '{name}'. Known: {string.Join(", ", Channels.Select(c => c.Name))}.", nameof(name));
}
