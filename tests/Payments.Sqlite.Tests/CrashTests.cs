using System.Globalization;
using Payments.Conformance;
using Xunit;

namespace Payments.Sqlite.Tests;

/// <summary>Real processes, killed with SIGKILL in the middle of writing.</summary>
public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(400)]
    public async Task Everything_acknowledged_before_a_kill_is_there_afterwards(int acknowledgements)
    {
        await using var fixture = new SqliteFixture();
        var lines = await KillAfterAsync(fixture.File, acknowledgements);
        Assert.True(lines.Count >= acknowledgements);

        var store = await OpenAsync(fixture);

        Assert.Equal("ok", SqliteFixture.Scalar(fixture.File, "PRAGMA integrity_check"));
        foreach (var (orderNo, version) in Acknowledged(lines))
        {
            var order = await store.FindOrderAsync(orderNo, Cancellation);
            Assert.True(order?.Version >= version, $"{orderNo} was acknowledged at version {version} and is {order?.Version.ToString(CultureInfo.InvariantCulture) ?? "lost"}");
        }

        AssertEveryOrderIsWhole(fixture.File);
    }

    [Fact]
    public async Task A_store_killed_again_and_again_goes_on()
    {
        await using var fixture = new SqliteFixture();
        var lines = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            lines.AddRange(await KillAfterAsync(fixture.File, 30));
        }

        var store = await OpenAsync(fixture);

        foreach (var (orderNo, version) in Acknowledged(lines))
        {
            Assert.True((await store.FindOrderAsync(orderNo, Cancellation))?.Version >= version);
        }

        AssertEveryOrderIsWhole(fixture.File);
        Assert.Equal("ok", SqliteFixture.Scalar(fixture.File, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Two_processes_write_one_file()
    {
        await using var fixture = new SqliteFixture();
        var store = await OpenAsync(fixture);
        using var child = ChildWriter.Start(fixture.File, orders: 20);
        var reading = child.StandardOutput.ReadToEndAsync(Cancellation);
        var own = new List<PaymentOrder>();
        while (!child.HasExited)
        {
            var order = Sample.Order();
            await store.BeginOrderAsync(Sample.Begin(order), Cancellation);
            own.Add(order);
        }

        var lines = (await reading).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(0, child.ExitCode);
        Assert.Equal(8 * 20 * 4, lines.Length);
        Assert.NotEmpty(own);
        foreach (var order in own)
        {
            Assert.NotNull(await store.FindOrderAsync(order.OrderNo, Cancellation));
        }

        foreach (var (orderNo, version) in Acknowledged(lines))
        {
            Assert.Equal(4, Math.Max(version, (await store.FindOrderAsync(orderNo, Cancellation))!.Version));
        }

        AssertEveryOrderIsWhole(fixture.File);
    }

    /// <summary>Each version of an order came with one event, and each after the first with one piece of evidence: nothing is half there.</summary>
    internal static void AssertEveryOrderIsWhole(string file)
    {
        const string Broken = """
            SELECT COUNT(*) FROM orders AS o
            WHERE version <> (SELECT COUNT(*) FROM events WHERE order_no = o.order_no)
                OR version <> last_event_sequence
                OR 1 <> (SELECT COUNT(*) FROM attempts WHERE order_no = o.order_no)
                OR 1 <> (SELECT COUNT(*) FROM idempotency WHERE order_no = o.order_no)
            """;
        Assert.Equal(0, SqliteFixture.Query(file, Broken));
        Assert.Equal(0, SqliteFixture.Query(file, "SELECT COUNT(*) FROM events WHERE order_no NOT IN (SELECT order_no FROM orders)"));
    }

    private static async Task<SqlitePaymentStore> OpenAsync(SqliteFixture fixture)
    {
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private static async Task<List<string>> KillAfterAsync(string file, int acknowledgements)
    {
        using var child = ChildWriter.Start(file, orders: 1_000_000);
        var lines = new List<string>();
        try
        {
            while (lines.Count < acknowledgements)
            {
                lines.Add(await child.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation)
                    ?? throw new InvalidOperationException($"The child ended by itself with {child.ExitCode}."));
            }
        }
        finally
        {
            child.Kill();
        }

        // What it said before it died counts too; a line cut short does not.
        var rest = await child.StandardOutput.ReadToEndAsync(Cancellation);
        lines.AddRange(rest.Split('\n')[..^1]);
        await child.WaitForExitAsync(Cancellation);
        return lines;
    }

    private static IEnumerable<(OrderNo OrderNo, long Version)> Acknowledged(IEnumerable<string> lines) => lines
        .Select(line => line.Split(' '))
        .Select(parts => (OrderNo: OrderNo.Parse(parts[1]), Version: parts[0] == "B" ? 1 : long.Parse(parts[2], CultureInfo.InvariantCulture)))
        .GroupBy(each => each.OrderNo)
        .Select(group => (group.Key, group.Max(each => each.Version)));
}
