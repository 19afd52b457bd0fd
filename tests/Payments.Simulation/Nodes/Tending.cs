using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>The small loops of a node, where a world has a use for them: probes, shared health, switches. They end with the trouble.</summary>
internal sealed class Tending(World world, Node node, Life life, NodeEngine engine)
{
    // The trouble they are about is in the first minutes.
    private const int MostRounds = 24;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Health, node.Index);

    public void Begin()
    {
        var weather = world.Weather;
        if (weather.Has(Fault.HealthLies) || weather.Has(Fault.Switches) || weather.Has(Fault.Outage))
        {
            Again(1);
        }
    }

    private void Again(int round) => world.After((Pause * Math.Min(round, 10)) + _dice.Milliseconds(0, 3_000), life, () =>
    {
        world.Observe(engine.Prober.RunOnceAsync(CancellationToken.None));
        if (world.Weather.Has(Fault.HealthLies))
        {
            world.Observe(engine.Sharing.RunOnceAsync(world.Cache, CancellationToken.None));
        }

        if (world.Weather.Has(Fault.Switches))
        {
            world.Observe(engine.Switches.RunOnceAsync(CancellationToken.None));
        }

        if (!world.Weather.IsCalm && round < MostRounds)
        {
            Again(round + 1);
        }
    });
}
