namespace Payments.Simulation.Stage;

/// <summary>What a seed's world is made of.</summary>
internal sealed class Scenario
{
    private const int MostOrders = 4;

    private static readonly PaymentMethod[] Methods = [KnownMethods.WeChatQr, KnownMethods.AlipayQr, KnownMethods.WeChatBarcode, KnownMethods.AlipayBarcode];

    private Scenario(Case @case, int nodes, IReadOnlyList<OrderPlan> orders, bool holdsExtras)
    {
        Case = @case;
        Nodes = nodes;
        Orders = orders;
        HoldsExtras = holdsExtras;
        Weather = Weather.Draw(@case.Seed, @case.Without);
    }

    public Case Case { get; }

    public int Nodes { get; }

    public IReadOnlyList<OrderPlan> Orders { get; }

    /// <summary>Whether extra payments are held instead of refunded.</summary>
    public bool HoldsExtras { get; }

    public Weather Weather { get; }

    public static Scenario Draw(Case @case)
    {
        var dice = Dice.Of(@case.Seed, Part.Nodes);
        var nodes = dice.Pick(1, 1, 2, 2, 2, 3);
        var count = dice.Pick(1, 1, 1, 1, 2, 2, 3, MostOrders);
        var holds = dice.Chance(150);
        var orders = Enumerable.Range(1, count)
            .Where(index => @case.Orders is null || @case.Orders.Contains(index))
            .Select(index => Plan(index, Dice.Of(@case.Seed, Part.Orders, index)));
        return new Scenario(@case, @case.Nodes ?? nodes, [.. orders], holds);
    }

    private static OrderPlan Plan(int index, Dice dice)
    {
        var method = dice.Pick(Methods[0], Methods[0], Methods[1], Methods[1], Methods[2], Methods[3]);
        var expires = dice.Pick(60, 120, 300, 900, 1_800);
        var amount = dice.Between(2, 50_000);
        var pays = dice.Below(8) switch
        {
            0 => dice.Seconds(expires - 15, expires + 10),
            1 => dice.Seconds(expires + 20, expires + 300),
            2 or 3 => dice.Seconds(20, expires),
            _ => dice.Milliseconds(200, 20_000),
        };
        var confirms = dice.Milliseconds(500, 25_000);
        TimeSpan? closes = dice.Chance(200) ? dice.Milliseconds(500, 120_000) : null;
        (PaymentMethod Method, TimeSpan After)? change = dice.Chance(300) ? (dice.Pick<PaymentMethod>(Methods), dice.Milliseconds(500, 90_000)) : null;
        if ((change?.After ?? closes) is { } other && dice.Chance(500))
        {
            // The payer is about to confirm when the merchant closes or changes: the moment in which double charges are made.
            pays = other - confirms + dice.Milliseconds(0, 2_000);
        }

        var refunds = dice.Chance(450) ? Refunds(dice, amount) : [];
        return new OrderPlan
        {
            Index = index,
            StartsAfter = dice.Milliseconds(0, 20_000),
            Method = method,
            Amount = Money.FromMinorUnits(amount, dice.Chance(900) ? Currency.Cny : Currency.Usd),
            ExpiresIn = TimeSpan.FromSeconds(expires),
            Copies = dice.Pick(1, 1, 1, 2, 3),
            IsMixedUp = dice.Chance(100),
            Mood = dice.Pick(PayerMood.Pays, PayerMood.Pays, PayerMood.Pays, PayerMood.PaysAll, PayerMood.PaysAll, PayerMood.PaysOld, PayerMood.Opens, PayerMood.Leaves),
            PaysAfter = pays,
            Confirms = confirms,
            ClosesAfter = closes,
            Change = change,
            Refunds = refunds,
        };
    }

    private static List<RefundPlan> Refunds(Dice dice, int amount)
    {
        var plans = new List<RefundPlan>();
        var count = dice.Pick(1, 1, 2, 3, 4);
        for (var index = 1; index <= count; index++)
        {
            // Together they may ask for more than was paid.
            var part = dice.Chance(300) ? amount : Math.Max(1, dice.Between(1, amount));
            plans.Add(new RefundPlan(index, part, dice.Milliseconds(0, dice.Chance(600) ? 2_000 : 600_000), dice.Pick(1, 1, 2, 3)));
        }

        return plans;
    }
}
