using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Payments.Channels;

namespace Payments.Core.Routing;

/// <summary>What a choice follows from besides health and switches: the accounts, what they take, and the rules. Immutable.</summary>
internal sealed class RouteTable
{
    /// <summary>An account is a bit of 64.</summary>
    public const int MostAccounts = 64;

    private static readonly Suit None = new(0, []);

    private readonly RouteLadder _inOrder;
    private readonly RouteRule[] _rules;
    private readonly FrozenDictionary<SuitKey, Suit> _suits;
    private readonly FrozenDictionary<string, int> _places;

    public RouteTable(IReadOnlyList<IPaymentChannel> channels, IList<RoutingRuleOptions> rules)
    {
        Channels = [.. channels];
        Version = RulesVersion.Of(rules);
        var accounts = channels.Select(channel => channel.Account).ToList();
        _places = accounts.Index().ToFrozenDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        _rules = [.. rules.Index().Select(entry => new RouteRule(entry.Index, entry.Item, accounts))];
        _inOrder = new RouteLadder([.. Enumerable.Range(0, Channels.Length)], [.. Channels.Select(_ => 1)], MaskOf(Channels, _ => true));
        _suits = channels
            .SelectMany(channel => channel.Capabilities.Methods)
            .SelectMany(capability => capability.Currencies.Select(currency => new SuitKey(capability.Method, currency)))
            .Distinct()
            .ToFrozenDictionary(key => key, SuitOf);
    }

    public string Version { get; }

    public int RuleCount => _rules.Length;

    public IPaymentChannel[] Channels { get; }

    public static ulong MaskOf<T>(IEnumerable<T> accounts, Func<T, bool> holds) =>
        accounts.Index().Where(entry => holds(entry.Item)).Aggregate(0UL, (mask, entry) => mask | (1UL << entry.Index));

    public RouteDecision Decide(in RouteQuery query, ulong open, ulong down)
    {
        var suit = _suits.GetValueOrDefault(new SuitKey(query.Method, query.Amount.Currency), None);
        var draw = RouteDraw.Of(query.OrderNo);
        var pool = suit.Accounts & open & ~query.Tried;
        if (query.WantedAccount is { } wanted)
        {
            // Who asks for an account by name gets it, whatever its health.
            var place = _places.GetValueOrDefault(wanted, -1);
            var isTakable = place >= 0 && (pool & (1UL << place)) != 0;
            return new RouteDecision(isTakable ? place : -1, -1, suit.Accounts, open, down, draw) { Table = this };
        }

        var rule = FirstRule(suit, query);
        var chosen = (rule?.Ladder ?? _inOrder).Choose(pool, down, draw);
        return new RouteDecision(chosen, rule?.Index ?? -1, suit.Accounts, open, down, draw) { Table = this };
    }

    public RouteRecord Describe(in RouteQuery query, in RouteDecision decision)
    {
        var rule = decision.Rule >= 0 ? _rules[decision.Rule] : null;
        var candidates = new RouteCandidate[Channels.Length];
        for (var place = 0; place < candidates.Length; place++)
        {
            candidates[place] = new RouteCandidate(
                Channels[place].Account,
                rule?.Priorities[place] ?? place,
                rule?.Weights[place] ?? 1,
                VerdictOn(place, query, decision, rule),
                (decision.Down & (1UL << place)) != 0);
        }

        return new RouteRecord { RulesVersion = Version, Rule = rule?.Name, Draw = decision.Draw, Candidates = candidates };
    }

    private static RouteRule? FirstRule(Suit suit, in RouteQuery query)
    {
        foreach (var rule in suit.Rules)
        {
            if (rule.Takes(query.Amount.MinorUnits, query.MerchantId))
            {
                return rule;
            }
        }

        return null;
    }

    private Suit SuitOf(SuitKey key) => new(
        MaskOf(Channels, channel => channel.Capabilities.Find(key.Method) is { } capability && capability.Currencies.Contains(key.Currency)),
        [.. _rules.Where(rule => rule.Takes(key.Method, key.Currency))]);

    private RouteVerdict VerdictOn(int place, in RouteQuery query, in RouteDecision decision, RouteRule? rule)
    {
        var bit = 1UL << place;
        return place == decision.Index ? RouteVerdict.Chosen
            : query.WantedAccount is { } wanted && wanted != Channels[place].Account ? RouteVerdict.NotAskedFor
            : (decision.Suited & bit) == 0 ? RouteVerdict.Unsuited
            : rule is not null && (rule.Ladder.Members & bit) == 0 ? RouteVerdict.NotInRule
            : (decision.Open & bit) == 0 ? RouteVerdict.SwitchedOff
            : (query.Tried & bit) != 0 ? RouteVerdict.Tried
            : RouteVerdict.Eligible;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct SuitKey(PaymentMethod Method, Currency Currency);

    /// <param name="Accounts">Those that take the method in the currency.</param>
    /// <param name="Rules">Those that match it, in their order.</param>
    private sealed record Suit(ulong Accounts, RouteRule[] Rules);
}
