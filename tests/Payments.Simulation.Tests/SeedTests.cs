using Payments.Simulation.Run;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Tests;

/// <summary>Whole worlds: the engine keeps the laws in each, and each is the same every time.</summary>
public sealed class SeedTests
{
    private const ulong First = 20_261_123;
    private const int Count = 2_000;

    [Fact]
    public void Two_thousand_worlds_keep_the_ten_laws()
    {
        var broken = new List<string>();
        var figures = new Figures();
        for (var seed = First; seed < First + Count; seed++)
        {
            var @case = new Case(seed);
            if (Run.Simulation.Run(@case, figures) is { } violation)
            {
                broken.Add($"{violation.Law}: {violation.What} {@case.Replay}");
            }
        }

        Assert.Empty(broken);

        // A world in which nothing happens keeps every law.
        Assert.True(figures.Charges > Count / 2, $"only {figures.Charges} charges");
        Assert.True(figures.Refunds > Count / 4, $"only {figures.Refunds} refunds");
        Assert.True(figures.Crashes > Count / 10, $"only {figures.Crashes} crashes");
    }

    /// <summary>Each of these found a fault of the engine once.</summary>
    [Theory]
    [InlineData(26)]
    [InlineData(428)]
    [InlineData(465)]
    [InlineData(1_180)]
    [InlineData(1_224)]
    [InlineData(5_887)]
    [InlineData(13_568)]
    [InlineData(16_283)]
    [InlineData(21_579)]
    [InlineData(24_879)]
    [InlineData(27_219)]
    [InlineData(40_668)]
    [InlineData(43_152)]
    [InlineData(48_910)]
    [InlineData(57_044)]
    [InlineData(1_559_980)]
    public void A_world_that_once_broke_a_law_keeps_it_now(ulong seed)
    {
        var violation = Run.Simulation.Run(new Case(seed), new Figures());

        Assert.True(violation is null, $"{violation?.Law}: {violation?.What}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(292)]
    [InlineData(20_261_123)]
    public void A_story_is_the_same_every_time(ulong seed)
    {
        var first = Story(seed);

        Assert.True(first.Length > 1_000);
        Assert.Equal(first, Story(seed));
    }

    [Fact]
    public void Another_seed_is_another_story() => Assert.NotEqual(Story(3), Story(4));

    [Fact]
    public void A_story_without_a_fault_still_tells_of_the_same_payers()
    {
        var @case = new Case(292);

        var fewer = @case with { Without = [.. Scenario.Draw(@case).Weather.Active] };

        Assert.Empty(Scenario.Draw(fewer).Weather.Active);
        Assert.Equal(Scenario.Draw(@case).Orders.Select(plan => (plan.Amount, plan.Mood)), Scenario.Draw(fewer).Orders.Select(plan => (plan.Amount, plan.Mood)));
    }

    private static string Story(ulong seed)
    {
        using var story = new StringWriter();
        Run.Simulation.Run(new Case(seed), new Figures(), story);
        return story.ToString();
    }
}
