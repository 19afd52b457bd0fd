using System.Globalization;

namespace Payments.Drill.Reckoning;

/// <summary>What one drill came to.</summary>
internal sealed record Result(OutageKind Kind, Timings Timings, Books Books, int PaidAgain, TimeSpan Outage, IReadOnlyList<string> Story)
{
    private const int MostFelt = 5;
    private const double LeastQuick = 0.99;

    private static readonly TimeSpan MovesWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReturnsWithin = TimeSpan.FromSeconds(60);

    /// <summary>The bars that were missed, each with its figure.</summary>
    public IEnumerable<string> Missed => Figures.Where(figure => !figure.IsHeld).Select(figure => $"{OutageKinds.NameOf(Kind)}: {figure.Name} {figure.Value}, and the bar is {figure.Bar}");

    public IReadOnlyList<Figure> Figures =>
    [
        new("orders", Number(Books.Orders), "", IsHeld: true),
        new("usual answer", Milliseconds(Timings.Usual), "", IsHeld: true),
        new("slow before the outage", Number(Timings.Noise), "", IsHeld: true),
        new("feel it", Number(Timings.Felt.Count), $"≤ {MostFelt}", Timings.Felt.Count <= MostFelt),
        new("… at the second account only", Number(Timings.FeltElsewhere), "", IsHeld: true),
        new("all on the second account", Seconds(Timings.MovedAfter), "≤ 10 s", Timings.MovedAfter <= MovesWithin),
        new("failovers", Number(Timings.Failovers), "", IsHeld: true),
        new("… that add < 500 ms", Timings.FailoverQuick.ToString("P1", CultureInfo.InvariantCulture), "≥ 99 %", Timings.FailoverQuick >= LeastQuick),
        new("… add, median", Milliseconds(Timings.FailoverMedian), "", IsHeld: true),
        new("… add, worst", Milliseconds(Timings.FailoverWorst), "", IsHeld: true),
        new("back on the primary", Timings.ReturnedAfter is { } back ? Seconds(back) : "never", "≤ 60 s", Timings.ReturnedAfter <= ReturnsWithin),
        new("paid", Number(Books.Paid), "", IsHeld: true),
        new("paid beyond need", Number(PaidAgain), "", IsHeld: true),
        new("… extra, and refunded", Number(Books.ExtrasRefunded), "", IsHeld: true),
        Zero("paid twice", Books.PaidTwice),
        Zero("orders lost", Books.LostOrders),
        Zero("payments lost", Books.LostPayments),
        Zero("payments invented", Books.InventedPayments),
        Zero("wrong holders", Books.WrongHolders),
        Zero("left open", Books.LeftOpen),
        Zero("payable at a channel", Books.Payable),
        Zero("dead letters", Books.DeadLetters),
    ];

    private static Figure Zero(string name, int value) => new(name, Number(value), "0", value == 0);

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}

/// <summary>A line of the table.</summary>
internal sealed record Figure(string Name, string Value, string Bar, bool IsHeld);
