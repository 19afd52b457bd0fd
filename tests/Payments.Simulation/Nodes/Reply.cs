namespace Payments.Simulation.Nodes;

/// <summary>What a caller of a node got.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Fault">What the call threw; a host answers 4xx or 5xx.</param>
internal readonly record struct Reply<T>(T? Value, Exception? Fault)
    where T : class?
{
    /// <summary>Whether no answer came: the node died, the connection broke, or the caller left.</summary>
    public bool IsLost => Value is null && Fault is null;
}
