using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Payments.Fleet.Reckoning;

namespace Payments.Fleet.Load;

/// <summary>Orders at a fixed rate, whether or not those before were answered.</summary>
internal sealed class OpenLoad(Shopper shopper, int seed, int rate, string prefix, int first)
{
    private const int MostUnderWay = 30_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<Placed> _placed = new();
    private int _underWay;

    /// <summary>All that were begun.</summary>
    public IReadOnlyCollection<Placed> Placed => _placed;

    public bool IsBusy => Volatile.Read(ref _underWay) > 0;

    public async Task RunAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var due = TimeSpan.FromTicks(_placed.Count * (TimeSpan.TicksPerSecond / rate));
            var early = due - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, CancellationToken.None);
                continue;
            }

            if (Interlocked.Increment(ref _underWay) > MostUnderWay)
            {
                throw new InvalidOperationException($"More than {MostUnderWay} orders are under way: the fleet does not keep up with {rate} a second.");
            }

            var (placed, plan) = Next();
            _placed.Enqueue(placed);
            _ = Task.Run(() => LiveAsync(placed, plan), CancellationToken.None);
        }
    }

    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> UntilIdleAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (IsBusy && Stopwatch.GetElapsedTime(began) < within)
        {
            await Task.Delay(Poll, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private (Placed Placed, Plan Plan) Next()
    {
        var number = first + _placed.Count;
        var plan = new Plan(seed, number);
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:D7}");
        var request = JsonSerializer.SerializeToUtf8Bytes(new
        {
            merchantOrderNo = name,
            amount = new { currency = "CNY", minorUnits = plan.Amount },
            method = plan.Method,
            subject = "红茶 100 g",
        });
        return (new Placed(number, name) { Amount = plan.Amount, Request = request }, plan);
    }

    private async Task LiveAsync(Placed placed, Plan plan)
    {
        try
        {
            await shopper.LiveAsync(placed, plan);
        }
        catch (OperationCanceledException)
        {
            // The run was given up.
        }
        catch (Exception exception)
        {
            placed.Breaches.Enqueue(new Breach(0, $"order {placed.Name}: {exception}"));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
