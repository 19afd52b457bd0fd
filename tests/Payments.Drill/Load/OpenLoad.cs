using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Payments.Drill.Load;

/// <summary>Orders at a fixed rate, whether or not those before were answered.</summary>
internal sealed class OpenLoad(IPaymentClient payments, Buyers buyers, int rate)
{
    private const int MostUnderWay = 5_000;
    private const int AmountMinorUnits = 8_800;

    private readonly ConcurrentQueue<Placed> _placed = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _underWay;
    private int _number;

    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    /// <summary>Those that were answered, in the order of their answers.</summary>
    public IReadOnlyCollection<Placed> Answered => _placed;

    public bool IsBusy => Volatile.Read(ref _underWay) > 0 || buyers.AreBusy;

    /// <summary>How many were begun.</summary>
    public int Begun => Volatile.Read(ref _number);

    public TimeSpan Since(long timestamp) => Stopwatch.GetElapsedTime(_began, timestamp);

    /// <summary>Orders one after the other, so that code is compiled and connections are open before anything is measured.</summary>
    public async Task WarmAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await PlaceAsync(Next(), Now);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var (first, start) = (Begun, Now);
        while (!stop.IsCancellationRequested)
        {
            var due = start + TimeSpan.FromTicks((Begun - first) * (TimeSpan.TicksPerSecond / rate));
            var early = due - Now;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, CancellationToken.None);
                continue;
            }

            var number = Next();
            _ = Task.Run(() => PlaceAsync(number, due), CancellationToken.None);
        }
    }

    private int Next() => Interlocked.Increment(ref _underWay) <= MostUnderWay
        ? Interlocked.Increment(ref _number) - 1
        : throw new InvalidOperationException($"More than {MostUnderWay} orders wait for their answers.");

    private async Task PlaceAsync(int number, TimeSpan due)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"drill-{number:D6}");
        try
        {
            var outcome = await payments.CreateOrderAsync(
                new CreateOrderRequest
                {
                    MerchantOrderNo = name,
                    Amount = Money.FromMinorUnits(AmountMinorUnits, Currency.Cny),
                    Method = PaymentMethod.Parse("wechat.native"),
                    Subject = "Tea",
                },
                idempotencyKey: name);
            var placed = outcome.Match(
                accepted => new Placed(name, due, Now - due, accepted.Order, Trouble: null),
                rejected => new Placed(name, due, Now - due, rejected.Order, $"rejected: {rejected.Error.Code}"),
                unknown => new Placed(name, due, Now - due, unknown.Order, $"unknown: {unknown.Error.Code}"));
            _placed.Enqueue(placed);
            if (placed is { IsAccepted: true, Order: { } order })
            {
                _ = buyers.TakeAsync(number, order);
            }
        }
        catch (Exception exception)
        {
            _placed.Enqueue(new Placed(name, due, Now - due, Order: null, $"{exception.GetType().Name}: {exception.Message}"));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
