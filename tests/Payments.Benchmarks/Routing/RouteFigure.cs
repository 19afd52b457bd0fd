using Payments.Benchmarks.Running;

namespace Payments.Benchmarks.Routing;

/// <summary>Choosing an account of sixteen: by health, switches and four rules, against the same choice by hand without any of them.</summary>
internal sealed class RouteFigure : Figure
{
    private const int Budget = 2;

    private readonly RoutingTable _table = new();
    private readonly bool _isBudget;

    private RouteFigure(string name, Cost cost, double bar, string yardstick, bool isBudget)
        : base(name, cost, bar)
    {
        Yardstick = yardstick;
        _isBudget = isBudget;
    }

    public override string Yardstick { get; }

    public override double? FixedYardstick => _isBudget ? Cost == Cost.Bytes ? 1 : Budget : null;

    public static RouteFigure Ratio() => new("route.decide", Cost.Cpu, bar: 2, "a hand-written loop over 16 accounts: priority, weight, a draw from the order number; no rules, no switches", isBudget: false);

    public static RouteFigure Time() => new("route.decide.wall", Cost.Wall, bar: 1, "a budget of 2 µs", isBudget: true);

    public static RouteFigure Allocation() => new("route.decide.alloc", Cost.Bytes, bar: 1, "a budget of 1 byte: the smallest object has 24", isBudget: true);

    public override Task RunOursAsync(int operations) => Counted(_table.Decide(operations));

    public override Task RunYardstickAsync(int operations) => Counted(_table.DecideByHand(operations));

    public override void Dispose() => _table.Dispose();

    private static Task Counted(int sum) => sum > 0 ? Task.CompletedTask : throw new InvalidOperationException("Nothing was chosen.");
}
