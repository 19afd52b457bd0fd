using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>
/// The nodes' loops. Instead of polling each virtual second, somebody wakes when the books say that something is due, up to a poll's pause later; now
/// and then all nodes wake at once.
/// </summary>
internal sealed class Background(World world)
{
    private const int Places = 32;

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Wakes);
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private int _round;

    /// <summary>Something may have become due earlier.</summary>
    public void Arrange()
    {
        var (orders, events) = world.Books.NextDue();
        var due = orders is null ? events : events is null || orders < events ? orders : events;
        if (due is not { } at)
        {
            return;
        }

        at = at < world.Now ? world.Now : at;
        if (at < _next)
        {
            Wake(at + _dice.Milliseconds(0, 1_000));
        }
    }

    private void Wake(DateTimeOffset at)
    {
        _next = at;
        var round = ++_round;
        world.After(at - world.Now, null, () =>
        {
            if (round != _round)
            {
                return;
            }

            _next = DateTimeOffset.MaxValue;
            var isAll = _dice.Chance(100);
            foreach (var node in isAll ? world.Nodes : [world.Nodes[_dice.Below(world.Nodes.Length)]])
            {
                Work(node);
            }

            // Whoever was woken may be down, or its clock behind: somebody looks again after a poll's pause.
            var (orders, events) = world.Books.NextDue();
            if (orders <= world.Now || events <= world.Now)
            {
                Wake(world.Now + TimeSpan.FromSeconds(1) + _dice.Milliseconds(0, 100));
            }
            else
            {
                Arrange();
            }
        });
    }

    private void Work(Node node)
    {
        if (node.Engine is not { } engine)
        {
            return;
        }

        var (orders, events) = world.Books.NextDue();
        if (orders <= world.Now)
        {
            world.Observe(engine.Sweep.RunOnceAsync(Places, CancellationToken.None));
        }

        if (events <= world.Now)
        {
            world.Observe(DispatchAsync(engine));
        }
    }

    private static async Task DispatchAsync(NodeEngine engine)
    {
        try
        {
            await engine.Outbox.RunOnceAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The loop of a real node logs it and polls again.
        }
    }
}
