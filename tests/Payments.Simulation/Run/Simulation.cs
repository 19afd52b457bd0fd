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
        // Continuations must run where they are set free: on the world's own thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var world = new World(@case, trace);
            var broken = world.Run();
            world.Figures.Seeds = 1;
            figures.Add(world.Figures);
            return broken;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
