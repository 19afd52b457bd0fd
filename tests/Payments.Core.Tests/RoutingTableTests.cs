using System.Text.Json;
using Payments.Channels;
using Payments.Core.Routing;

namespace Payments.Core.Tests;

/// <summary>The choice itself, against a slow and obvious one.</summary>
public sealed class RoutingTableTests
{
    private static readonly string[] Methods = ["one.a", "one.b", "one-x.a", "two.a", "two.b"];
    private static readonly Currency[] Currencies = [Currency.Cny, Currency.Usd, Currency.Jpy];

    [Fact]
    public void Ten_thousand_random_choices_are_the_obvious_ones_and_replay_from_their_records()
    {
        var random = new Random(20261123);
        var chosen = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var channels = Enumerable.Range(0, random.Next(1, 17)).Select(index => RandomAccount(random, index)).ToArray<IPaymentChannel>();
            var rules = Enumerable.Range(0, random.Next(0, 4)).Select(index => RandomRule(random, index, channels.Length)).ToList();
            var table = new RouteTable(channels, rules);
            var query = RandomQuery(random, channels.Length);
            var (open, down) = (Mask(random, 6), Mask(random, 2));

            var decision = table.Decide(query, open, down);
            var expected = Obvious(channels, rules, query, open, down, decision.Draw);
            Assert.Equal(expected, decision.IsChosen ? channels[decision.Index].Account : null);

            var record = table.Describe(query, decision);
            Assert.Equal(expected, record.Chosen);
            var stored = JsonSerializer.Deserialize(JsonSerializer.Serialize(record, PaymentsJson.Default.RouteRecord), PaymentsJson.Default.RouteRecord)!;
            var again = RouteReplay.Replay(stored);
            Assert.Equal(expected, again.Chosen);
            Assert.Equal(record.Candidates, again.Candidates);
            Assert.NotEqual("", RouteWords.Explain(record));
            chosen += decision.IsChosen ? 1 : 0;
        }

        Assert.InRange(chosen, 2_000, 9_000);
    }

    [Fact]
    public void Payments_are_shared_by_weight()
    {
        var table = Table(Rule("by-weight", ("a", 0, 1), ("b", 0, 2), ("c", 0, 7)));
        var random = new Random(7);
        var counts = new int[3];
        for (var i = 0; i < 100_000; i++)
        {
            // Made in the same few milliseconds, as under load.
            counts[table.Decide(Query(OrderNo.Create(DateTimeOffset.UnixEpoch.AddMilliseconds(i / 1_000), Random70(random), 0)), ulong.MaxValue, 0).Index]++;
        }

        Assert.InRange(counts[0], 9_500, 10_500);
        Assert.InRange(counts[1], 19_400, 20_600);
        Assert.InRange(counts[2], 69_200, 70_800);
    }

    [Fact]
    public void The_draw_of_an_order_is_the_same_for_ever()
    {
        Assert.Equal(3_897, RouteDraw.Of(OrderNo.Parse("06F6KYHWR0ABCDEFGHJKMNPQ00")));
        Assert.Equal(RouteDraw.Of(default), RouteDraw.Of(default));
    }

    [Fact]
    public void Weight_nought_is_taken_only_when_nothing_else_can()
    {
        var table = Table(Rule("spare", ("a", 0, 0), ("b", 1, 1), ("c", 2, 1)));
        Assert.Equal(1, table.Decide(Query(), ulong.MaxValue, down: 0).Index);
        Assert.Equal(2, table.Decide(Query(), ulong.MaxValue, down: 0b010).Index);
        Assert.Equal(0, table.Decide(Query(), ulong.MaxValue, down: 0b110).Index);
        Assert.Equal(1, table.Decide(Query(), ulong.MaxValue, down: 0b111).Index);
    }

    [Fact]
    public void Health_prefers_and_never_refuses()
    {
        var table = Table();
        Assert.Equal(0, table.Decide(Query(), ulong.MaxValue, down: 0).Index);
        Assert.Equal(1, table.Decide(Query(), ulong.MaxValue, down: 0b001).Index);
        Assert.Equal(0, table.Decide(Query(), ulong.MaxValue, down: 0b111).Index);
    }

    [Fact]
    public void Switched_off_and_tried_accounts_are_never_taken()
    {
        var table = Table();
        Assert.Equal(1, table.Decide(Query(), open: 0b110, down: 0b110).Index);
        Assert.Equal(2, table.Decide(Query() with { Tried = 0b010 }, open: 0b110, down: 0b110).Index);
        Assert.False(table.Decide(Query() with { Tried = 0b110 }, open: 0b110, down: 0).IsChosen);
        Assert.False(table.Decide(Query() with { WantedAccount = "a" }, open: 0b110, down: 0).IsChosen);
        Assert.Equal(1, table.Decide(Query() with { WantedAccount = "b" }, open: 0b110, down: 0b010).Index);
        Assert.False(table.Decide(Query() with { WantedAccount = "nobody" }, ulong.MaxValue, down: 0).IsChosen);
    }

    [Fact]
    public void A_choice_is_told_in_words()
    {
        var table = Table(Rule("big", ("a", 0, 3), ("b", 0, 1), ("c", 5, 1)));
        var query = Query();
        var record = table.Describe(query, table.Decide(query, ulong.MaxValue, down: 0b010));
        Assert.Equal($"Rule 'big': a (priority 0, weight 3 of 3, draw {record.Draw}); b is down.", RouteWords.Explain(record));

        var none = table.Decide(query, open: 0, down: 0);
        Assert.Equal("Rule 'big': no account can take it; a is switched off; b is switched off; c is switched off.", RouteWords.Explain(table.Describe(query, none)));
        Assert.Contains("switched off", RouteWords.WhyNone(query, table.Describe(query, none)), StringComparison.Ordinal);
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        var table = new RouteTable(
            [.. Enumerable.Range(0, 16).Select(index => new NamedAccount($"account-{index}", NamedAccount.Takes("one.a", Currency.Cny)))],
            [Rule("merchants", "m-7", ("account-1", 0, 1)), Rule("all", "", ("account-3", 0, 3), ("account-4", 0, 5), ("account-5", 1, 1))]);
        var query = Query();
        var sum = 0;
        for (var i = 0; i < 1_000; i++)
        {
            sum += table.Decide(query, ulong.MaxValue, 1).Index;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            sum += table.Decide(query, ulong.MaxValue, 1).Index;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void The_version_changes_with_every_part_of_the_rules()
    {
        RoutingRuleOptions[] rules =
        [
            Rule("r", ("a", 0, 1)), Rule("s", ("a", 0, 1)), Rule("r", ("b", 0, 1)), Rule("r", ("a", 1, 1)), Rule("r", ("a", 0, 2)), Rule("r", "m", ("a", 0, 1)),
            new() { Name = "r", Methods = { "one.a" }, Accounts = { new() { Account = "a" } } },
            new() { Name = "r", Currencies = { "CNY" }, Accounts = { new() { Account = "a" } } },
            new() { Name = "r", MinMinorUnits = 1, Accounts = { new() { Account = "a" } } },
            new() { Name = "r", MaxMinorUnits = 1, Accounts = { new() { Account = "a" } } },
        ];
        Assert.Equal(rules.Length, rules.Select(rule => RulesVersion.Of([rule])).Distinct().Count());
        Assert.Equal(RulesVersion.Of([rules[0]]), RulesVersion.Of([Rule("r", ("a", 0, 1))]));
        Assert.NotEqual(RulesVersion.Of([rules[0], rules[1]]), RulesVersion.Of([rules[1], rules[0]]));
    }

    /// <summary>The rules of the documents, word for word, without masks or tables.</summary>
    private static string? Obvious(IPaymentChannel[] channels, List<RoutingRuleOptions> rules, RouteQuery query, ulong open, ulong down, int draw)
    {
        var able = channels.Index().Where(entry =>
            entry.Item.Capabilities.Methods.Any(capability => capability.Method == query.Method && capability.Currencies.Contains(query.Amount.Currency))
            && (open >> entry.Index & 1) == 1
            && (query.Tried >> entry.Index & 1) == 0).ToList();
        if (query.WantedAccount is { } wanted)
        {
            return able.Select(entry => entry.Item.Account).FirstOrDefault(account => account == wanted);
        }

        var isTakenByAny = channels.Any(channel => channel.Capabilities.Methods.Any(capability => capability.Method == query.Method && capability.Currencies.Contains(query.Amount.Currency)));
        var rule = !isTakenByAny ? null : rules.Find(candidate =>
            (candidate.Methods.Count == 0 || candidate.Methods.Any(method => method == query.Method.Value || method == $"{query.Method.Channel}.*"))
            && (candidate.Currencies.Count == 0 || candidate.Currencies.Contains(query.Amount.Currency.Code))
            && (candidate.MinMinorUnits ?? 0) <= query.Amount.MinorUnits
            && (candidate.MaxMinorUnits ?? long.MaxValue) >= query.Amount.MinorUnits
            && (candidate.Merchants.Count == 0 || candidate.Merchants.Contains(query.MerchantId)));
        var entries = able
            .Select(entry => (entry.Item.Account, IsDown: (down >> entry.Index & 1) == 1, Named: rule is null ? new() { Priority = entry.Index } : rule.Accounts.FirstOrDefault(named => named.Account == entry.Item.Account)))
            .Where(entry => entry.Named is not null)
            .ToList();
        var best = entries
            .GroupBy(entry => (entry.IsDown, IsSpare: entry.Named!.Weight == 0, entry.Named.Priority))
            .OrderBy(group => group.Key)
            .FirstOrDefault()?.ToList();
        if (best is null)
        {
            return null;
        }

        var tickets = best.SelectMany(entry => Enumerable.Repeat(entry.Account, Math.Max(1, entry.Named!.Weight))).ToList();
        return tickets[(int)((long)draw * tickets.Count / 10_000)];
    }

    private static NamedAccount RandomAccount(Random random, int index) => new(
        $"account-{index}",
        [.. Methods.Where(_ => random.Next(3) > 0).Select(method => NamedAccount.Takes(method, [.. Currencies.Where(_ => random.Next(3) > 0)]))]);

    private static RoutingRuleOptions RandomRule(Random random, int index, int accounts)
    {
        var rule = new RoutingRuleOptions
        {
            Name = $"rule-{index}",
            MinMinorUnits = random.Next(3) == 0 ? random.Next(100) : null,
            MaxMinorUnits = random.Next(3) == 0 ? random.Next(100, 200) : null,
        };
        Add(rule.Methods, ["one.*", "one.a", "two.*", "two.b"]);
        Add(rule.Currencies, ["CNY", "USD", "JPY"]);
        Add(rule.Merchants, ["m-1", "m-2"]);
        foreach (var account in Enumerable.Range(0, accounts).Where(_ => random.Next(3) > 0))
        {
            rule.Accounts.Add(new() { Account = $"account-{account}", Priority = random.Next(-1, 3), Weight = random.Next(0, 5) });
        }

        return rule;

        void Add(IList<string> list, string[] values)
        {
            foreach (var value in random.Next(2) == 0 ? [] : values.Where(_ => random.Next(2) == 0))
            {
                list.Add(value);
            }
        }
    }

    private static RouteQuery RandomQuery(Random random, int accounts) => new(
        PaymentMethod.Parse(Methods[random.Next(Methods.Length)]),
        Money.FromMinorUnits(random.Next(1, 250), Currencies[random.Next(Currencies.Length)]),
        $"m-{random.Next(1, 4)}",
        OrderNo.Create(DateTimeOffset.UnixEpoch, Random70(random), 0),
        random.Next(8) == 0 ? $"account-{random.Next(accounts)}" : null,
        random.Next(2) == 0 ? 0 : ~Mask(random, 6));

    private static UInt128 Random70(Random random) => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()) >> 58;

    /// <summary>Each bit is set with a chance of so many in eight.</summary>
    private static ulong Mask(Random random, int eighths) => Enumerable.Range(0, 64).Aggregate(0UL, (mask, bit) => mask | (random.Next(8) < eighths ? 1UL << bit : 0));

    private static RouteQuery Query(OrderNo? orderNo = null) =>
        new(PaymentMethod.Parse("one.a"), Money.FromMinorUnits(100, Currency.Cny), "m-1", orderNo ?? OrderNo.Parse("06F6KYHWR0ABCDEFGHJKMNPQ00"));

    private static RouteTable Table(params RoutingRuleOptions[] rules) =>
        new([.. new[] { "a", "b", "c" }.Select(account => new NamedAccount(account, NamedAccount.Takes("one.a", Currency.Cny)))], rules);

    private static RoutingRuleOptions Rule(string name, params (string Account, int Priority, int Weight)[] accounts) => Rule(name, "", accounts);

    private static RoutingRuleOptions Rule(string name, string merchant, params (string Account, int Priority, int Weight)[] accounts)
    {
        var rule = new RoutingRuleOptions { Name = name };
        if (merchant.Length > 0)
        {
            rule.Merchants.Add(merchant);
        }

        foreach (var (account, priority, weight) in accounts)
        {
            rule.Accounts.Add(new() { Account = account, Priority = priority, Weight = weight });
        }

        return rule;
    }
}
