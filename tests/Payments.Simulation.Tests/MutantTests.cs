using Payments.Simulation.Mutants;
using Payments.Simulation.Run;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Tests;

/// <summary>A law that cannot be seen broken proves nothing: each planted bug is seen by its law, soon.</summary>
public sealed class MutantTests
{
    private const ulong First = 1;
    private const int Most = 1_000;

    public static TheoryData<string> Names => [.. Mutant.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_caught_within_a_thousand_seeds(string mutant)
    {
        var law = Mutant.LawOf(mutant);

        Assert.True(MutantTable.FirstSeed(mutant, law) is not null, $"{mutant} was not seen by {law}.");
    }

    [Fact]
    public void Every_law_is_shown_to_bite() =>
        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"Law{number:00}"), Mutant.Names.Select(Mutant.LawOf).Distinct().Order());

    [Fact]
    public void A_violation_is_shrunk_to_a_smaller_story_of_the_same_law()
    {
        for (var seed = First; seed < First + Most; seed++)
        {
            var @case = new Case(seed) { Mutant = "close-without-asking" };
            if (Scenario.Draw(@case).Orders.Count < 3 || Run.Simulation.Run(@case, new Figures()) is not { } violation)
            {
                continue;
            }

            var small = Shrinker.Shrink(@case, violation);

            Assert.Single(small.Orders!);
            Assert.Equal(violation.Law, Run.Simulation.Run(small, new Figures())?.Law);
            Assert.Contains("--orders", small.Replay, StringComparison.Ordinal);
            return;
        }

        Assert.Fail("no world with three orders was broken.");
    }
}
