namespace Payments.Simulation.Stage;

/// <summary>A law that was broken.</summary>
/// <param name="Law">Its name, as <c>Law03</c>.</param>
/// <param name="What">What happened.</param>
/// <param name="At">When, since the world began.</param>
internal sealed record Violation(string Law, string What, TimeSpan At);
