using Payments.Fleet.Cells;
using Payments.Fleet.Nodes;

namespace Payments.Fleet.Tests;

public sealed class FleetOptionsTests
{
    [Fact]
    public void What_is_asked_for_is_read()
    {
        var options = FleetOptions.Parse(["node-frozen", "--minutes", "15", "--rate", "50", "--nodes", "3", "--seed", "7", "--bug", "close-not-sent"])!;

        Assert.Equal((15, 50, 3, 7, "close-not-sent"), (options.Minutes, options.Rate, options.Nodes, options.Seed, options.Bug));
        Assert.Equal("node-frozen", Assert.Single(options.Cells).Name);
    }

    [Theory]
    [InlineData("--rate", "5")]
    [InlineData("--nodes", "1")]
    [InlineData("--minutes")]
    [InlineData("--bug", "none-of-ours")]
    [InlineData("no-such-cell")]
    public void What_makes_no_sense_is_refused(params string[] args) => Assert.Null(FleetOptions.Parse(args));

    [Fact]
    public void Every_named_point_is_a_cell()
    {
        Assert.True(CrashPoint.All.Count >= 10);
        Assert.All(CrashPoint.All, point => Assert.NotNull(CellTable.Find(point)));
        Assert.Equal(CellTable.All.Count, CellTable.All.Select(cell => cell.Name).Distinct(StringComparer.Ordinal).Count());
    }
}
