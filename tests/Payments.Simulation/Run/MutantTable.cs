using Payments.Simulation.Mutants;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Run;

/// <summary>Tells, for each planted bug, the first seed in which its law sees it.</summary>
internal static class MutantTable
{
    private const int Most = 1_000;

    /// <returns>Whether every bug was seen.</returns>
    public static bool Write(TextWriter writer)
    {
        var isWhole = true;
        foreach (var name in Mutant.Names)
        {
            var first = FirstSeed(name, Mutant.LawOf(name));
            isWhole &= first is not null;
            writer.WriteLine($"{name,-32} {Mutant.LawOf(name)}  {(first is { } seed ? $"seed {seed}" : $"NOT SEEN in {Most} seeds")}");
        }

        return isWhole;
    }

    public static ulong? FirstSeed(string mutant, string law)
    {
        for (ulong seed = 1; seed <= Most; seed++)
        {
            // A world that breaks the law without the bug says nothing of the bug.
            if (Simulation.BrokenLaws(new Case(seed) { Mutant = mutant }).Contains(law) && !Simulation.BrokenLaws(new Case(seed)).Contains(law))
            {
                return seed;
            }
        }

        return null;
    }
}
