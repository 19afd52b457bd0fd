using Payments.Simulation.Stage;

namespace Payments.Simulation.Run;

/// <summary>Runs one world.</summary>
internal static class Simulation
{
    /// <param name="case">The world.</param>
    /// <param name="figures">What was done is added here.</param>
    /// <param name="trace">Who reads the story.</param>
    public static Violation? Run(Case @case, Figures figures, TextWriter? trace = null)
    {
        var world = RunWorld(@case, trace);
        world.Figures.Seeds = 1;
        figures.Add(world.Figures);
        return world.Broken;
    }

    /// <summary>Every law that one world breaks: the first, and at rest maybe more.</summary>
    public static IReadOnlySet<string> BrokenLaws(Case @case) => RunWorld(@case, null).BrokenLaws;

    private static World RunWorld(Case @case, TextWriter? trace)
    {
        // Continuations must run where they are set free: on the world's own thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var world = new World(@case, trace);
            world.Run();
            return world;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
