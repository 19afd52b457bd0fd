using System.Globalization;
using Payments.Drill.Fronts;
using Payments.Drill.Hosting;
using Payments.Drill.Load;
using Payments.Drill.Reckoning;

namespace Payments.Drill;

/// <summary>One outage from beginning to end: a merchant's host under load, its primary account sick, and the books afterwards.</summary>
internal static class OutageDrill
{
    private const int StoryLines = 40;
    private const int WarmingOrders = 300;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SteadyWithin = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan BuyersWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StoryBegins = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReturnWindow = TimeSpan.FromSeconds(1);

    public static async Task<Result> RunAsync(OutageKind kind, DrillOptions options, WireMock wiremock, CancellationToken interrupted)
    {
        await using var primary = await Simulator.StartAsync(MerchantHost.Primary, "1900000101");
        await using var backup = await Simulator.StartAsync(MerchantHost.Backup, "1900000102");
        await using var front = await PlaceAsync(kind, primary, wiremock);
        await using var host = await MerchantHost.StartAsync(primary, front.Address, backup, options);
        Simulator[] simulators = [primary, backup];
        var buyers = new Buyers(host.Payments, simulators);
        var load = new OpenLoad(host.Payments, buyers, options.Rate);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        await load.WarmAsync(WarmingOrders);
        var loading = load.RunAsync(stop.Token);
        var (brokenAt, mendedAt) = (TimeSpan.Zero, TimeSpan.Zero);
        try
        {
            await UntilSteadyAsync(load, options, interrupted);
            brokenAt = load.Now;
            await front.BreakAsync();
            await Task.Delay(options.Outage, interrupted);
            await front.MendAsync();
            mendedAt = load.Now;
            await UntilReturnedAsync(load, mendedAt, options.ReturnWithin, interrupted);
            await Task.Delay(options.Tail, interrupted);
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
        }

        await UntilAsync(() => !load.IsBusy, BuyersWithin, interrupted);
        var orders = await Settling.RunAsync(host, load.Begun, options.SettleWithin, interrupted);
        var timings = new Timings(load.Answered, brokenAt - (options.WarmUp / 2), brokenAt, mendedAt);
        var books = await Books.ReadAsync(host, load.Begun, orders, simulators);
        return new Result(kind, timings, books, buyers.PaidAgain, options.Outage, [.. Story(host, load, timings, brokenAt)]);
    }

    private static async Task<IFront> PlaceAsync(OutageKind kind, Simulator primary, WireMock wiremock) => kind switch
    {
        OutageKind.Down => new Relay(primary.Address),
        OutageKind.Errors => new ErrorFront(primary.Http),
        _ => await WireMockFront.PlaceAsync(wiremock, kind, primary.Address),
    };

    /// <summary>An outage that begins while the machine is still out of breath proves nothing.</summary>
    private static async Task UntilSteadyAsync(OpenLoad load, DrillOptions options, CancellationToken interrupted)
    {
        var steady = options.WarmUp / 2;
        var began = load.Now;
        await Task.Delay(options.WarmUp, interrupted);
        var isSteady = false;
        await UntilAsync(
            () => isSteady = load.Answered.Where(order => order.DueAt >= load.Now - steady).All(order => order is { FirstAccount: MerchantHost.Primary, IsAccepted: true, IsFailover: false }),
            SteadyWithin,
            interrupted);
        if (!isSteady)
        {
            throw new InvalidOperationException($"The primary account did not have all the traffic for {steady.TotalSeconds:0} s in a row within {(load.Now - began).TotalSeconds:0} s: this machine is too busy for {options.Rate} orders a second. Lower --rate, or try again.");
        }
    }

    private static Task UntilReturnedAsync(OpenLoad load, TimeSpan mendedAt, TimeSpan within, CancellationToken interrupted) => UntilAsync(
        () =>
        {
            var lately = load.Answered.Where(order => order.DueAt >= mendedAt && order.DueAt >= load.Now - ReturnWindow).ToList();
            return lately.Count > 0 && lately.TrueForAll(order => order.FirstAccount == MerchantHost.Primary);
        },
        within,
        interrupted);

    private static async Task UntilAsync(Func<bool> holds, TimeSpan within, CancellationToken interrupted)
    {
        using var deadline = new CancellationTokenSource(within);
        while (!holds() && !deadline.IsCancellationRequested)
        {
            await Task.Delay(Poll, interrupted);
        }
    }

    /// <summary>What the host said of its accounts and who felt it, in seconds after the outage began.</summary>
    private static IEnumerable<string> Story(MerchantHost host, OpenLoad load, Timings timings, TimeSpan brokenAt) =>
        host.Log.Lines.Select(line => (At: load.Since(line.At), Text: line.Line))
            .Concat(timings.Felt.Select(order => (At: order.DueAt, Text: $"{order.MerchantOrderNo} felt it: {order.Took.TotalMilliseconds:0} ms, {order.Trouble ?? "accepted"}, attempts {order.Order?.Attempts.Count ?? 0}")))
            .Where(line => line.At >= brokenAt - StoryBegins)
            .OrderBy(line => line.At)
            .Take(StoryLines)
            .Select(line => string.Create(CultureInfo.InvariantCulture, $"{(line.At - brokenAt).TotalSeconds,8:0.000} s  {line.Text}"));
}
