namespace Payments.Fleet.Tests;

/// <summary>The crash matrix in its short form: one load, faults every moment, a node that stands still past its leases, and the reckoning.</summary>
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_101;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Ten_laws_hold_while_nodes_and_servers_are_killed_in_the_middle()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var told = new StringWriter();
        try
        {
            var result = await FleetProgram.RunAsync(new FleetOptions { IsShort = true, Rate = 40, Seed = Seed }, told, limit.Token);

            Assert.True(result == 0, told.ToString());
        }
        finally
        {
            output.WriteLine(told.ToString());
        }
    }
}
