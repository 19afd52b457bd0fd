namespace Payments.Simulation.Laws;

/// <summary>
/// Secrets stay in. Every credential and payer identity of the world carries a mark; <see cref="LawBook.Read(string, string?)"/> and
/// <see cref="Nodes.SimLogger{T}"/> look for it in every text that leaves the engine.
/// </summary>
internal static class Law10;
