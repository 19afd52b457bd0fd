using System.Collections.Frozen;

namespace Payments.Core.Routing;

/// <summary>A rule made ready. Method and currency are matched when the table is built; amount and merchant with each payment.</summary>
internal sealed class RouteRule
{
    private readonly RoutingRuleOptions _options;
    private readonly long _least;
    private readonly long _most;
    private readonly FrozenSet<string>? _merchants;

    public RouteRule(int index, RoutingRuleOptions options, IReadOnlyList<string> accounts)
    {
        _options = options;
        _least = options.MinMinorUnits ?? long.MinValue;
        _most = options.MaxMinorUnits ?? long.MaxValue;
        _merchants = options.Merchants.Count == 0 ? null : options.Merchants.ToFrozenSet(StringComparer.Ordinal);
        Index = index;
        var named = accounts.Select(account => options.Accounts.FirstOrDefault(entry => entry.Account == account)).ToList();
        Priorities = [.. named.Select(entry => entry?.Priority ?? 0)];
        Weights = [.. named.Select(entry => entry?.Weight ?? 0)];
        Ladder = new RouteLadder(Priorities, Weights, RouteTable.MaskOf(named, entry => entry is not null));
    }

    public int Index { get; }

    public string Name => _options.Name;

    public IReadOnlyList<int> Priorities { get; }

    public IReadOnlyList<int> Weights { get; }

    public RouteLadder Ladder { get; }

    public bool Takes(PaymentMethod method, Currency currency) =>
        (_options.Methods.Count == 0 || _options.Methods.Any(pattern => Matches(pattern, method)))
        && (_options.Currencies.Count == 0 || _options.Currencies.Contains(currency.Code));

    public bool Takes(long minorUnits, string merchantId) =>
        minorUnits >= _least && minorUnits <= _most && (_merchants is null || _merchants.Contains(merchantId));

    private static bool Matches(string pattern, PaymentMethod method) => pattern.EndsWith(".*", StringComparison.Ordinal)
        ? method.Value.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : pattern == method.Value;
}
