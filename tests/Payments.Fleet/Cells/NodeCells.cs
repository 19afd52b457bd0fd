using System.Diagnostics;
using Payments.Fleet.Stage;

namespace Payments.Fleet.Cells;

/// <summary>A node kills itself at a named point.</summary>
internal sealed class CrashCell(string point) : Cell(point)
{
    private const int LatestTime = 6;

    private static readonly TimeSpan ReachedWithin = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan EndedWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public override async Task<string?> RunAsync(FleetStage stage, Random dice, CancellationToken cancellationToken)
    {
        if (await ChooseAsync(stage, dice, cancellationToken) is not { } slot)
        {
            return NobodyIsUp;
        }

        // A node that comes to the point before it has said that it is armed says nothing any more.
        var ended = slot.Ended;
        var isArmed = await slot.ArmAsync(Name, dice.Next(1, LatestTime));
        var began = Stopwatch.GetTimestamp();
        while (slot.Ended == ended)
        {
            if (Stopwatch.GetElapsedTime(began) > (isArmed ? ReachedWithin : EndedWithin))
            {
                await slot.DisarmAsync();
                return isArmed ? $"{slot.Name} did not come to the point within {ReachedWithin.TotalSeconds:0} s" : $"{slot.Name} could not be armed";
            }

            await Task.Delay(Poll, cancellationToken);
        }

        return null;
    }
}

/// <summary>A node is killed wherever it is.</summary>
internal sealed class NodeKilled() : Cell("node-killed")
{
    public override async Task<string?> RunAsync(FleetStage stage, Random dice, CancellationToken cancellationToken)
    {
        var slot = await ChooseAsync(stage, dice, cancellationToken);
        slot?.Kill();
        return slot is null ? NobodyIsUp : null;
    }
}

/// <summary>All nodes but the first are killed at once.</summary>
internal sealed class NodesKilled() : Cell("nodes-killed")
{
    public override Task<string?> RunAsync(FleetStage stage, Random dice, CancellationToken cancellationToken)
    {
        foreach (var slot in stage.Slots.Skip(1))
        {
            slot.Kill();
        }

        return Task.FromResult<string?>(null);
    }
}

/// <summary>A node stands still until its leases are over and others have done its work; then it goes on as if nothing had been.</summary>
internal sealed class NodeFrozen(TimeSpan length) : Cell("node-frozen")
{
    public override async Task<string?> RunAsync(FleetStage stage, Random dice, CancellationToken cancellationToken)
    {
        if (await ChooseAsync(stage, dice, cancellationToken) is not { } slot)
        {
            return NobodyIsUp;
        }

        slot.Freeze();
        try
        {
            await Task.Delay(length, cancellationToken);
        }
        finally
        {
            slot.Thaw();
        }

        return null;
    }
}
