namespace Payments.Simulation.Stage;

/// <summary>One life of a node, from its start to its crash. What belongs to a life that is over never goes on.</summary>
internal sealed class Life
{
    public bool IsOver { get; private set; }

    public void End() => IsOver = true;
}
