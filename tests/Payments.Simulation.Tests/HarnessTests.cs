using Payments.Simulation.Run;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Tests;

/// <summary>What the worlds stand on.</summary>
public sealed class HarnessTests
{
    [Fact]
    public void A_call_from_another_thread_breaks_the_world()
    {
        var world = new World(new Case(1));
        Exception? thrown = null;
        var hop = new Thread(() => thrown = Record.Exception(() => world.Enter("the store")));
        hop.Start();
        hop.Join();

        Assert.IsType<InvalidOperationException>(thrown);
        Assert.Contains("another thread", world.Broken!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Dice_of_one_part_do_not_follow_those_of_another()
    {
        var first = Dice.Of(1, 2);
        var second = Dice.Of(1, 3);

        Assert.DoesNotContain(Enumerable.Range(0, 100), _ => first.Next() == second.Next());
    }

    [Fact]
    public void Dice_throw_every_side_about_as_often()
    {
        var dice = Dice.Of(5, 1);
        var sides = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            sides[dice.Below(6)]++;
        }

        Assert.All(sides, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void What_is_due_at_the_same_time_happens_in_the_order_it_was_written_down()
    {
        var agenda = new Agenda();
        var told = new List<int>();
        for (var i = 0; i < 50; i++)
        {
            var number = i;
            agenda.Add(7, null, () => told.Add(number));
        }

        while (agenda.TryNext(out var entry))
        {
            entry.Happens();
        }

        Assert.Equal(Enumerable.Range(0, 50), told);
    }

    [Fact]
    public void Every_kind_of_trouble_comes_and_some_worlds_have_none()
    {
        var seen = new HashSet<Fault>();
        var calm = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var active = Weather.Draw(seed, []).Active.ToList();
            seen.UnionWith(active);
            calm += active.Count == 0 ? 1 : 0;
        }

        Assert.Equal(Enum.GetValues<Fault>().Order(), seen.Order());
        Assert.True(calm > 0);
    }

    [Theory]
    [InlineData("--seeds", "x")]
    [InlineData("--mutant", "none-such")]
    [InlineData("--without", "Rain")]
    [InlineData("--seed")]
    public void A_wrong_command_line_is_refused(params string[] arguments) => Assert.Null(SimulateOptions.Parse(arguments, out _));

    [Fact]
    public void The_replay_line_is_understood_again()
    {
        var @case = new Case(12) { Without = [Fault.Crash, Fault.LostAnswer], Orders = [2], Nodes = 1, Mutant = "secret-told" };

        var options = SimulateOptions.Parse(@case.Replay.Split(' ')[2..], out _);

        Assert.NotNull(options);
        Assert.True(options.Trace);
        Assert.Equal(@case.Replay, options.CaseOf(options.First).Replay);
    }
}
