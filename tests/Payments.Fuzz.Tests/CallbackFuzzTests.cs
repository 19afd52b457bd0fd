using Payments.Fuzz.Cases;
using Payments.Fuzz.Run;

namespace Payments.Fuzz.Tests;

/// <summary>A slice of <c>./build.sh fuzz</c>, the same in every run.</summary>
public sealed class CallbackFuzzTests
{
    private const int CasesPerTarget = 10_000;

    [Theory]
    [InlineData(20260305)]
    public void No_mutated_callback_breaks_a_law(ulong seed)
    {
        using var world = new FuzzWorld();
        var run = new FuzzRun(world.Targets, seed);

        run.Run(CasesPerTarget * world.Targets.Count, workers: 2);

        Assert.Empty(run.Violations.Select(violation => violation.ToString()));
        Assert.Null(world.JudgeRun());
        for (var i = 0; i < world.Targets.Count; i++)
        {
            var tally = run.TallyOf(i);
            Assert.Equal(CasesPerTarget, tally.Cases);

            // The reader behind the signature is reached, and so is every step before it.
            Assert.InRange(tally.Verified, CasesPerTarget / 20, CasesPerTarget / 2);
            Assert.True(tally.Refused.Count() >= 8, string.Join(", ", tally.Refused));
        }
    }
}
