using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Payments.Drill.Hosting;

namespace Payments.Drill.Reckoning;

/// <summary>After the load: closes what nobody will pay and waits for the engine to end the rest by itself.</summary>
internal static class Settling
{
    private const int AtOnce = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>Every order that is in the store, as it stands at the end.</returns>
    public static async Task<IReadOnlyList<PaymentOrder>> RunAsync(MerchantHost host, int begun, TimeSpan within, CancellationToken interrupted)
    {
        var started = Stopwatch.GetTimestamp();
        var orders = new ConcurrentDictionary<int, PaymentOrder>();
        var open = new ConcurrentBag<int>(Enumerable.Range(0, begun));
        while (!open.IsEmpty)
        {
            var still = new ConcurrentBag<int>();
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = interrupted }, async (number, token) =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"drill-{number:D6}");
                if (await host.Payments.FindOrderAsync(name, cancellationToken: token) is not { } order)
                {
                    return;
                }

                orders[number] = order;
                if (!Books.HasEnded(order))
                {
                    still.Add(number);
                    if (!order.IsFinal)
                    {
                        await host.Payments.CloseOrderAsync(order.OrderNo, cancellationToken: token);
                    }
                }
            });
            open = still;
            if (open.IsEmpty || Stopwatch.GetElapsedTime(started) > within)
            {
                break;
            }

            await Task.Delay(Pause, interrupted);
        }

        return [.. orders.Values];
    }
}
