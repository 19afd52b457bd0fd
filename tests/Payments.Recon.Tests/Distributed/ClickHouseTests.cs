using System.Text.Json;
using Payments.TestServers;
using Xunit;

namespace Payments.Recon.Tests.Distributed;

/// <summary>The engine on a real ClickHouse cluster of two shards gives the bytes of the one in process, or nothing.</summary>
public sealed class ClickHouseTests(ClickHouseTests.TwoShards cluster) : IClassFixture<ClickHouseTests.TwoShards>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-distributed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(20_000, 1, 0)]
    [InlineData(3_000, 2, 4)]
    [InlineData(0, 3, 0)]
    public async Task Its_results_are_those_of_the_engine_in_process_to_the_byte(int orders, int seed, long tolerance)
    {
        var job = SampleDay.Write(_folder, orders, seed, tolerance);
        var local = await new LocalReconciliationEngine().RunAsync(job with { OutputFolder = Path.Combine(_folder, "local") }, progress: null, TestContext.Current.CancellationToken);
        using var engine = Engine(cluster.Server);
        await engine.RunAsync(job with { OutputFolder = Path.Combine(_folder, "cluster") }, progress: null, TestContext.Current.CancellationToken);
        foreach (var name in new[] { "summary.json", "breaks.csv", "held.csv" })
        {
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_folder, "local", name), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Path.Combine(_folder, "cluster", name), TestContext.Current.CancellationToken));
        }

        if (orders >= 20_000)
        {
            Assert.All(local.Counts, count => Assert.True(count.Value > 0 || count.Key == Reconciliation.ReconciliationBucket.MatchedWithinTolerance, count.Key.ToString()));
        }

        Assert.Equal(0, await TablesAsync(cluster.Server));
    }

    [Fact]
    public async Task Grouping_goes_on_on_disk_under_a_small_limit()
    {
        var job = SampleDay.Write(_folder, 20_000, 4);
        using var engine = Engine(cluster.Server, options => options.MaxMemoryBytes = 64L << 20);
        var summary = await engine.RunAsync(job, progress: null, TestContext.Current.CancellationToken);
        Assert.All(summary.Bridge, bridge => Assert.True(bridge.Holds));
    }

    [Fact]
    public async Task A_shard_outside_the_cluster_is_seen_by_the_lines_that_are_missing()
    {
        await using var other = await ClickHouseServer.StartAsync(1);
        var job = SampleDay.Write(_folder, 500, 5);
        using var engine = new ClickHouseReconciliationEngine(Options([cluster.Server.Shards[0], other.Shards[0]]));
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => engine.RunAsync(job, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains(fault.Code, new[] { "recon_engine_lines_missing", "recon_engine_unavailable" });
        Assert.False(File.Exists(Path.Combine(job.OutputFolder, "summary.json")));
    }

    [Fact]
    public async Task A_dead_shard_is_an_error_and_no_half_result_and_afterwards_it_goes_on()
    {
        await using var server = await ClickHouseServer.StartAsync();
        var job = SampleDay.Write(_folder, 500, 6);
        using var engine = Engine(server);
        await server.KillAsync(1);
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => engine.RunAsync(job, progress: null, TestContext.Current.CancellationToken));
        Assert.Equal("recon_engine_unavailable", fault.Code);
        Assert.Contains(server.Shards[1].Port.ToString(System.Globalization.CultureInfo.InvariantCulture), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ClickHouseServer.Password, fault.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(job.OutputFolder, "summary.json")));

        await server.RestartAsync(1);
        Assert.NotNull(await engine.RunAsync(job, progress: null, TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(job.OutputFolder, "summary.json")));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_shown()
    {
        var job = SampleDay.Write(_folder, 10, 7);
        using var engine = Engine(cluster.Server, options => options.Password = "not-the-password");
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => engine.RunAsync(job, progress: null, TestContext.Current.CancellationToken));
        Assert.Equal("recon_engine_unavailable", fault.Code);
        Assert.DoesNotContain("not-the-password", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ReconciliationException>(() => new ClickHouseReconciliationEngine(Options([])));
        var options = Options([new Uri("http://127.0.0.1:1/")]);
        options.Cluster = "x; DROP TABLE y";
        Assert.Throws<ReconciliationException>(() => new ClickHouseReconciliationEngine(options));
    }

    private static ClickHouseReconciliationEngine Engine(ClickHouseServer server, Action<ClickHouseOptions>? configure = null)
    {
        var options = Options(server.Shards);
        configure?.Invoke(options);
        return new ClickHouseReconciliationEngine(options);
    }

    private static ClickHouseOptions Options(IEnumerable<Uri> shards)
    {
        var options = new ClickHouseOptions { Cluster = ClickHouseServer.Cluster, User = ClickHouseServer.User, Password = ClickHouseServer.Password, Timeout = TimeSpan.FromMinutes(1) };
        foreach (var shard in shards)
        {
            options.Shards.Add(shard);
        }

        return options;
    }

    private static async Task<long> TablesAsync(ClickHouseServer server)
    {
        using var http = new HttpClient();
        var tables = 0L;
        foreach (var shard in server.Shards)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, shard) { Content = new StringContent("SELECT count() FROM system.tables WHERE name LIKE 'recon_%'") };
            request.Headers.Add("X-ClickHouse-User", ClickHouseServer.User);
            request.Headers.Add("X-ClickHouse-Key", ClickHouseServer.Password);
            using var response = await http.SendAsync(request);
            tables += JsonSerializer.Deserialize<long>(await response.Content.ReadAsStringAsync());
        }

        return tables;
    }

    public sealed class TwoShards : IAsyncLifetime
    {
        public ClickHouseServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ClickHouseServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
