using Payments.Drill.Fronts;
using Payments.Drill.Reckoning;

[assembly: AssemblyFixture(typeof(Payments.Drill.Tests.WireMockFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Payments.Drill.Tests;

/// <summary>
/// Every outage in small. Money is judged to the last fen. Time is judged with the mercy a shared machine needs; <c>./build.sh drill</c> knows none.
/// </summary>
public sealed class ShortOutageTests(WireMockFixture fixture)
{
    private const int MostNotAccepted = 5;

    private static readonly DrillOptions Short = new()
    {
        Rate = 100,
        Outage = TimeSpan.FromSeconds(12),
        WarmUp = TimeSpan.FromSeconds(6),
        Tail = TimeSpan.FromSeconds(3),
        ReturnWithin = TimeSpan.FromSeconds(20),
        SettleWithin = TimeSpan.FromSeconds(40),
    };

    public static TheoryData<string> Kinds => [.. OutageKinds.All.Select(OutageKinds.NameOf)];

    [Theory(Timeout = 150_000)]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_paid_twice_and_nothing_is_lost(string kind)
    {
        var result = await OutageDrill.RunAsync(OutageKinds.Find(kind)!.Value, Short, fixture.WireMock, TestContext.Current.CancellationToken);

        var report = string.Join('\n', [.. Table.Lines([result]), .. result.Story]);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(result.Books.Balance, report);
        Assert.True(result.Books.Orders > Short.Rate * Short.Outage.TotalSeconds, report);
        Assert.True(result.Books.Paid > result.Books.Orders / 2, report);
        Assert.True(result.Timings.Felt.Count(order => !order.IsAccepted) <= MostNotAccepted, report);
        Assert.True(result.Timings.MovedAfter < TimeSpan.FromSeconds(10), report);
        Assert.True(result.Timings.ReturnedAfter is not null, report);
    }

    [Theory]
    [InlineData("", 5, 200, 60)]
    [InlineData("5xx down --rate 50", 2, 50, 60)]
    [InlineData("slow --outage 12", 1, 200, 12)]
    public void Arguments_are_read(string arguments, int kinds, int rate, int seconds)
    {
        var options = DrillOptions.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))!;

        Assert.Equal((kinds, rate, seconds), (options.Kinds.Count, options.Rate, (int)options.Outage.TotalSeconds));
    }

    [Theory]
    [InlineData("melt")]
    [InlineData("--rate")]
    [InlineData("--rate 5000")]
    [InlineData("--outage 1")]
    [InlineData("--outage -60")]
    public void Senseless_arguments_are_refused(string arguments) => Assert.Null(DrillOptions.Parse(arguments.Split(' ')));
}

public sealed class WireMockFixture : IAsyncLifetime
{
    internal WireMock WireMock { get; private set; } = null!;

    public async ValueTask InitializeAsync() => WireMock = await WireMock.StartAsync();

    public ValueTask DisposeAsync() => WireMock.DisposeAsync();
}
