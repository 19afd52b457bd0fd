using System.Diagnostics;
using Payments.Fleet.Stage;

namespace Payments.Fleet.Cells;

/// <summary>One fault in the middle of the load.</summary>
internal abstract class Cell(string name)
{
    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public string Name => name;

    /// <summary>Does it, and undoes what does not mend itself.</summary>
    /// <returns>Why it could not be done; <see langword="null"/> when it was.</returns>
    public abstract Task<string?> RunAsync(FleetStage stage, Random dice, CancellationToken cancellationToken);

    /// <summary>A node to do it to: up, and not the first, which lives through a run so that its memory can be watched.</summary>
    protected static async Task<NodeSlot?> ChooseAsync(FleetStage stage, Random dice, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < UpWithin)
        {
            foreach (var slot in stage.Slots.Skip(1).OrderBy(_ => dice.Next()))
            {
                if (await slot.IsUpAsync())
                {
                    return slot;
                }
            }

            await Task.Delay(Poll, cancellationToken);
        }

        return null;
    }

    protected const string NobodyIsUp = "no node was up";
}
