using Microsoft.Extensions.DependencyInjection;
using Payments.Core.Routing;

namespace Payments.Benchmarks.Routing;

/// <summary>Sixteen accounts under four rules, of which the last one applies, and the same choice by hand.</summary>
internal sealed class RoutingTable : IDisposable
{
    private const int Accounts = 16;
    private const int OrderCount = 1_024;

    private static readonly string[] Methods = ["bench.native", "bench.jsapi", "bench.h5"];

    private readonly ServiceProvider _services;
    private readonly IChannelRouter _router;
    private readonly OrderNo[] _orders = [.. Enumerable.Range(0, OrderCount).Select(index => OrderNo.Create(DateTimeOffset.UnixEpoch.AddYears(56), (UInt128)((ulong)index * 0x9E37_79B9_7F4A_7C15), 7))];
    private readonly PaymentMethod _method = PaymentMethod.Parse("bench.native");
    private readonly Money _amount = Money.FromMinorUnits(100, Currency.Cny);
    private readonly (string Method, string Currency, int Priority, int Weight, bool IsUp)[] _byHand;

    public RoutingTable()
    {
        var services = new ServiceCollection();
        var payments = services.AddLogging().AddPayments(configure: Configure);
        foreach (var place in Enumerable.Range(0, Accounts))
        {
            payments.AddChannel(Name(place), "bench", _ => new RoutedAccount(Name(place), Methods));
        }

        _services = services.BuildServiceProvider();
        _router = _services.GetRequiredService<IChannelRouter>();
        _byHand = [.. Enumerable.Range(0, Accounts).Select(place => ("bench.native", "CNY", place / 8, (place % 4) + 1, true))];
    }

    public int Decide(int operations)
    {
        var sum = 0;
        for (var i = 0; i < operations; i++)
        {
            var decision = _router.Route(new RouteQuery(_method, _amount, Merchants.Default, _orders[i % OrderCount]));
            sum += decision.Index;
        }

        return sum;
    }

    /// <summary>What somebody would write who has these accounts, no rules, no switches and nothing to record.</summary>
    public int DecideByHand(int operations)
    {
        var sum = 0;
        for (var i = 0; i < operations; i++)
        {
            sum += ByHand(_orders[i % OrderCount]);
        }

        return sum;
    }

    public void Dispose() => _services.Dispose();

    private static string Name(int place) => $"account-{place}";

    private static void Configure(PaymentsOptions options)
    {
        options.Routing.Rules.Add(new() { Name = "other-method", Methods = { "bench.h5" }, Accounts = { new() { Account = Name(0) } } });
        options.Routing.Rules.Add(new() { Name = "big", MinMinorUnits = 1_000_000, Accounts = { new() { Account = Name(1) } } });
        options.Routing.Rules.Add(new() { Name = "one-merchant", Merchants = { "m-1", "m-2" }, Accounts = { new() { Account = Name(2) } } });
        var all = new RoutingRuleOptions { Name = "all", Methods = { "bench.*" } };
        foreach (var place in Enumerable.Range(0, Accounts))
        {
            all.Accounts.Add(new() { Account = Name(place), Priority = place / 8, Weight = (place % 4) + 1 });
        }

        options.Routing.Rules.Add(all);
    }

    private int ByHand(OrderNo orderNo)
    {
        var best = int.MaxValue;
        foreach (ref readonly var account in _byHand.AsSpan())
        {
            if (account.IsUp && account.Priority < best && account.Method == _method.Value && account.Currency == _amount.Currency.Code)
            {
                best = account.Priority;
            }
        }

        var total = 0;
        foreach (ref readonly var account in _byHand.AsSpan())
        {
            total += IsCandidate(account, best) ? account.Weight : 0;
        }

        var mark = (int)((uint)StringComparer.Ordinal.GetHashCode(orderNo.Value) % (uint)total);
        for (var place = 0; place < _byHand.Length; place++)
        {
            if (IsCandidate(_byHand[place], best) && (mark -= _byHand[place].Weight) < 0)
            {
                return place;
            }
        }

        return -1;
    }

    private bool IsCandidate(in (string Method, string Currency, int Priority, int Weight, bool IsUp) account, int best) =>
        account.IsUp && account.Priority == best && account.Method == _method.Value && account.Currency == _amount.Currency.Code;
}
