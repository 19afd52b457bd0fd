using System.Diagnostics;
using Payments.Fleet.Load;
using Payments.Fleet.Stage;

namespace Payments.Fleet.Reckoning;

/// <summary>After the load: closes what nobody will pay and waits until nothing is under way any more, as long as it may.</summary>
internal sealed class Draining(FleetStage stage, Database database, Caller caller)
{
    private const int AtOnce = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(5);

    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> RunAsync(string firstOrderNo, TimeSpan within, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < within && !await IsDoneAsync(firstOrderNo, cancellationToken))
        {
            await Task.Delay(Pause, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private async Task<bool> IsDoneAsync(string firstOrderNo, CancellationToken cancellationToken)
    {
        var open = await database.OpenOrdersAsync(firstOrderNo, cancellationToken);
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (order, token) =>
        {
            // Somebody looks at every code of Alipay: otherwise it stays open until it runs out.
            foreach (var attempt in order.Alipay)
            {
                await stage.Channels.OpenAsync(attempt);
            }

            await caller.PostAsync($"/payments/orders/{order.OrderNo}/close", [], key: null, _ => true, CloseWithin, token);
        });
        if (open.Count > 0 || await database.BusyAsync(firstOrderNo, cancellationToken) > 0)
        {
            return false;
        }

        stage.Journals.ReadOn();
        var events = await database.EventIdsAsync(firstOrderNo, cancellationToken);
        return stage.Sinks.All(sink => events.TrueForAll(sink.Has));
    }
}
